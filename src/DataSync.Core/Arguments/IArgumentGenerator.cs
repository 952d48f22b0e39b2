namespace DataSync.Arguments;

/// <summary>Emits argument sets, one for each slice, lazily.</summary>
public interface IArgumentGenerator
{
    /// <summary>The argument sets, as the user wrote them: parameter name to value of any .NET type. Nothing is read ahead of the consumer but a bounded few.</summary>
    IAsyncEnumerable<IReadOnlyDictionary<string, object?>> GenerateAsync(GeneratorContext context, CancellationToken cancellationToken);
}

/// <summary>What a generator sees.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Dataset">The plan's dataset.</param>
/// <param name="Store">The plan's store.</param>
/// <param name="Today">The source's day.</param>
/// <param name="TargetSequence">The plan's own target is read as of this commit; 0 where it does not exist yet.</param>
public sealed record GeneratorContext(Plan Plan, Dataset Dataset, Store Store, DateOnly Today, long TargetSequence);

/// <summary>One slice: its arguments, checked and normalized.</summary>
/// <param name="Key">Canonical arguments, the slice's identity: names sorted, values normalized by the parameter's type.</param>
/// <param name="Arguments">Parameter name (as declared) to value of the parameter's .NET type; no nulls, no empty text.</param>
/// <param name="Date">The latest date among the arguments; null where there is none.</param>
public sealed record Slice(string Key, IReadOnlyDictionary<string, object> Arguments, DateOnly? Date)
{
    /// <summary>For people: <c>trade_date=20240102</c>, dates as the vendor writes them.</summary>
    public required string Display { get; init; }
}
