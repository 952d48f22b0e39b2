using DataSync.Benchmarks;
using DataSync.Benchmarks.Slices;
using DataSync.Benchmarks.Stores;
using DataSync.Benchmarks.Work;

// The first argument names a piece of work that the benchmarks run as a process of its own; without one the whole of them runs.
return args.FirstOrDefault() switch
{
    Measurement.Verb => await Measurement.RunChildAsync(args[1], args[2..]),
    TokenWalk.Verb => await TokenWalk.RunAsync(new Uri(args[1])),
    DuckDbPull.Verb => await DuckDbPull.RunAsync(new Uri(args[1]), args[2], args[3], args[4]),
    StoreWork.Verb => await StoreWork.RunAsync(args[1], args[2], args[3], args[4], args[5]),
    StoreWork.FileVerb => await StoreWork.WriteFileAsync(args[1], args[2], args[3]),
    LedgerWork.Verb => await LedgerWork.RunAsync(args[1], args[2]),
    _ => await Benchmarks.RunAsync(BenchmarkOptions.Parse(args)),
};
