using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Text.RegularExpressions;

namespace DataSync.Parameters;

/// <summary>Takes a rate window as <c>500/1m</c> (or <c>500/m</c>), or as <c>@{ Requests = 500; Per = '1m'; PerApi = $false }</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed partial class RateWindowAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => inputData switch
    {
        null => null!,
        object[] list => list.Select(Read).ToArray(),
        _ => new[] { Read(inputData) },
    };

    private static RateWindow Read(object item)
    {
        var value = item is PSObject wrapped ? wrapped.BaseObject : item;
        return value switch
        {
            RateWindow window => window,
            string text when Form().Match(text) is { Success: true } match && Span(match.Groups[2].Value) is { } per => Create(match.Groups[1].Value, per, true, value),
            IDictionary table when table["Requests"] is { } requests && Span(table["Per"]) is { } per => Create(requests, per, table["PerApi"] is null || LanguagePrimitives.IsTrue(table["PerApi"]), value),
            _ => throw Wrong(value),
        };
    }

    private static RateWindow Create(object requests, TimeSpan per, bool perApi, object value) =>
        int.TryParse(Convert.ToString(requests, CultureInfo.InvariantCulture), CultureInfo.InvariantCulture, out var count) && count > 0 && per > TimeSpan.Zero
            ? new RateWindow(count, per, perApi)
            : throw Wrong(value);

    private static TimeSpan? Span(object? value) => value switch
    {
        TimeSpan span => span,
        string text when Duration.TryParse(char.IsLetter(text.FirstOrDefault()) ? "1" + text : text, out var span) => span,
        _ => null,
    };

    private static ArgumentTransformationMetadataException Wrong(object value) =>
        new($"'{value}' is no rate window. Write 500/1m, 20000/1d, or @{{ Requests = 500; Per = '1m'; PerApi = $false }}.");

    [GeneratedRegex(@"^\s*(\d+)\s*/\s*(\S+)\s*$")]
    private static partial Regex Form();
}
