using System.Runtime.CompilerServices;

namespace DataSync.Arguments.Generators.Dates;

/// <summary>Dates, one for each period of a range; or ranges, each a period's first and last day.</summary>
public sealed record DatesGenerator : ArgumentGenerator
{
    /// <inheritdoc/>
    public override string Kind => "Dates";

    /// <summary>The parameter that takes the date; null where two take a range.</summary>
    public string? Parameter { get; init; }
    /// <summary>The parameter that takes a range's first day.</summary>
    public string? FromParameter { get; init; }
    /// <summary>The parameter that takes a range's last day.</summary>
    public string? ToParameter { get; init; }
    /// <summary>The first day.</summary>
    public DateOnly From { get; init; }
    /// <summary>The last day; null: today in the source's time zone. A range that holds today goes to the end of its period, so that it stays the same slice until that is over.</summary>
    public DateOnly? To { get; init; }
    /// <summary>The periods.</summary>
    public PeriodStep Step { get; init; }
    /// <summary>Which day of a period is given, where <see cref="Parameter"/> takes it.</summary>
    public PeriodDay At { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Gives => Parameter is not null ? [Parameter] : [FromParameter ?? "", ToParameter ?? ""];

    /// <inheritdoc/>
    public override void Check()
    {
        if (string.IsNullOrEmpty(Parameter) == (string.IsNullOrEmpty(FromParameter) || string.IsNullOrEmpty(ToParameter)))
            throw Invalid("parameter", "it takes one parameter of a date, or two of a range's first and last day", "Give -Parameter, or -FromParameter and -ToParameter.");
        if (From == default) throw Invalid("from", "it is missing", "Give the first day.");
        if (To < From) throw Invalid("to", $"{To:yyyy-MM-dd} is before {From:yyyy-MM-dd}", "Give a later day, or none for today.");
        base.Check();
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<IReadOnlyDictionary<string, object?>> GenerateAsync(GeneratorContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        var (from, to) = context.Narrow(From, To);
        foreach (var period in Period.Over(from, to, Step))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Parameter is null)
            {
                var (first, last) = (period.Start > From ? period.Start : From, period.End < To ? period.End : To is null ? period.End : To.Value);
                yield return new Dictionary<string, object?>(2) { [FromParameter!] = first, [ToParameter!] = last };
            }
            else if (period.Day(At) is var day && day >= from && day <= to) yield return new Dictionary<string, object?>(1) { [Parameter] = day };
        }
    }

    /// <inheritdoc/>
    protected override string Describe()
    {
        var range = $"from {From:yyyy-MM-dd} to {(To is { } to ? $"{to:yyyy-MM-dd}" : "today")}";
        return Parameter is null ? $"{FromParameter}, {ToParameter}: each {Step} {range}" : $"{Parameter}: {(Step == PeriodStep.Day ? "each Day" : $"{At} of each {Step}")} {range}";
    }
}
