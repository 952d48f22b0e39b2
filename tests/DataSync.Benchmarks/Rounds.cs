namespace DataSync.Benchmarks;

/// <summary>Measures cases in turns, so that a machine that is busier for a while is so for all of them; of each, the run in the middle counts.</summary>
/// <typeparam name="T">What is measured.</typeparam>
/// <param name="repetitions">Runs of each case.</param>
/// <param name="by">What decides which run is in the middle.</param>
internal sealed class Rounds<T>(int repetitions, Func<T, double> by)
{
    private readonly List<(Func<Task<T>> Measure, Action<T> Report)> _cases = [];

    /// <summary>Adds a case.</summary>
    /// <param name="measure">Runs it once.</param>
    /// <param name="report">Takes the run in the middle, after all cases were measured, in the order they were added.</param>
    public void Add(Func<Task<T>> measure, Action<T> report) => _cases.Add((measure, report));

    /// <summary>Measures all cases.</summary>
    public async Task RunAsync()
    {
        var measured = _cases.ConvertAll(_ => new List<T>());
        for (var round = 0; round < repetitions; round++)
            for (var i = 0; i < _cases.Count; i++) measured[i].Add(await _cases[i].Measure());
        for (var i = 0; i < _cases.Count; i++) _cases[i].Report(measured[i].OrderBy(by).ElementAt(measured[i].Count / 2));
    }
}
