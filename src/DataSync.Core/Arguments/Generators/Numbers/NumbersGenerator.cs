using System.Runtime.CompilerServices;

namespace DataSync.Arguments.Generators.Numbers;

/// <summary>Numbers of a range.</summary>
public sealed record NumbersGenerator : ArgumentGenerator
{
    /// <inheritdoc/>
    public override string Kind => "Numbers";

    /// <summary>The parameter.</summary>
    public string Parameter { get; init; } = "";
    /// <summary>The first number.</summary>
    public decimal From { get; init; }
    /// <summary>The last number, where the steps meet it.</summary>
    public decimal To { get; init; }
    /// <summary>From one number to the next; below 0 it counts down.</summary>
    public decimal Step { get; init; } = 1;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Gives => [Parameter];

    /// <inheritdoc/>
    public override void Check()
    {
        if (Parameter.Length == 0) throw Invalid("parameter", "it is missing", "Give -Parameter.");
        if (Step == 0) throw Invalid("step", "0 leads nowhere", "Give another step.");
        if (Step > 0 ? To < From : To > From) throw Invalid("to", $"steps of {Step} do not lead from {From} to {To}", "Give another step or end.");
        base.Check();
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<IReadOnlyDictionary<string, object?>> GenerateAsync(GeneratorContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        for (var number = From; Step > 0 ? number <= To : number >= To; number += Step)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return new Dictionary<string, object?>(1) { [Parameter] = decimal.IsInteger(number) ? (long)number : number };
        }
    }

    /// <inheritdoc/>
    protected override string Describe() => FormattableString.Invariant($"{Parameter}: {From} to {To}{(Step == 1 ? "" : $" by {Step}")}");
}
