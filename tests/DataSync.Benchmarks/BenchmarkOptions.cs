using System.Globalization;

namespace DataSync.Benchmarks;

/// <summary>What to measure.</summary>
internal sealed record BenchmarkOptions
{
    /// <summary>The first day of the vendor's calendar; the last of ten times the days is past too, as slices of the future are not asked for.</summary>
    public const string Start = "2010-01-04";

    public int Stocks { get; init; } = 5000;
    public int Days { get; init; } = 250;
    /// <summary>Runs of each case; the median is shown.</summary>
    public int Repetitions { get; init; } = 3;
    /// <summary>True: also ten times the rows upserted into ten times the rows.</summary>
    public bool Large { get; init; }
    /// <summary>Only cases whose name holds this text; null: all.</summary>
    public string? Only { get; init; }

    public static BenchmarkOptions Parse(IReadOnlyList<string> args)
    {
        var options = new BenchmarkOptions();
        for (var i = 0; i < args.Count; i++)
        {
            string Value() => i + 1 < args.Count ? args[++i] : throw new ArgumentException($"{args[i]} needs a value.");
            int Number() => int.Parse(Value(), CultureInfo.InvariantCulture);
            options = args[i] switch
            {
                "--stocks" => options with { Stocks = Number() },
                "--days" => options with { Days = Number() },
                "--repetitions" => options with { Repetitions = Number() },
                "--only" => options with { Only = Value() },
                "--large" => options with { Large = true },
                _ => throw new ArgumentException($"'{args[i]}' is no option: --large, --only TEXT, --repetitions N, --stocks N, --days N."),
            };
        }

        return options;
    }
}
