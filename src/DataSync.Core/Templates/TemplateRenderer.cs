using System.Collections;
using System.Globalization;
using System.Text.Json.Nodes;
using Scriban.Runtime;
using Scriban.Syntax;

namespace DataSync.Templates;

/// <summary>
/// Renders templates. A template sees its parameters and the variables it is given, as plain data, and nothing else: no file, no network, no clock, no object of ours. Time, loops and output
/// are bounded, so that a mistake costs seconds, never memory.
/// </summary>
public static class TemplateRenderer
{
    private const int MaxCharacters = 1 << 20;
    private const int MaxIterations = 100_000;
    private const int MaxDepth = 32;
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(10);

    /// <summary>Renders a template.</summary>
    /// <param name="template">The template.</param>
    /// <param name="parameters">What the user gave for its parameters, name to value of any .NET type; checked here.</param>
    /// <param name="variables">What the text sees besides: text, numbers, true and false, dates, JSON nodes, lists and dictionaries of them. A parameter of the same name comes first.</param>
    /// <param name="functions">Functions of a text, besides those of the language, such as one that quotes a name as a store does: <c>{{ column | quote_name }}</c>.</param>
    /// <param name="cancellationToken">Stops the rendering.</param>
    /// <exception cref="DataSyncException">
    /// <c>TemplateInvalid</c>: the text does not parse; <c>TemplateParameterUnknown</c>, <c>TemplateParameterMissing</c>, <c>TemplateParameterInvalid</c>; <c>TemplateFailed</c>: the text uses what is
    /// not there, or goes past a bound. The message names file and line.
    /// </exception>
    public static string Render(Template template, IReadOnlyDictionary<string, object?> parameters, IReadOnlyDictionary<string, object?>? variables = null, IReadOnlyDictionary<string, Func<string, string>>? functions = null, CancellationToken cancellationToken = default)
    {
        var place = template.File ?? $"template '{template.Name}'";
        var parsed = TemplateLanguage.Parse(template, place);
        var values = new ScriptObject(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, function) in functions ?? new Dictionary<string, Func<string, string>>()) values.Import(name, function);
        foreach (var (name, value) in variables ?? new Dictionary<string, object?>()) values[name] = Plain(value);
        foreach (var (name, value) in TemplateValues.Bind(template, parameters)) values[name] = Plain(value);

        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        time.CancelAfter(MaxTime);
        var context = new Scriban.TemplateContext(TemplateLanguage.Builtins())
        {
            StrictVariables = true,
            EnableRelaxedMemberAccess = false,
            LoopLimit = MaxIterations,
            RecursiveLimit = MaxDepth,
            ObjectRecursionLimit = MaxDepth,
            LimitToString = MaxCharacters,
            OutputLimit = MaxCharacters,
            OnStringLimit = Scriban.ScriptLimitBehavior.Throw,
            OnOutputLimit = Scriban.ScriptLimitBehavior.Throw,
            RegexTimeOut = TimeSpan.FromSeconds(1),
            NewLine = "\n",
            CancellationToken = time.Token,
        };
        context.PushCulture(CultureInfo.InvariantCulture);
        context.PushGlobal(values);
        try
        {
            return parsed.Render(context);
        }
        catch (Exception e) when (e is OperationCanceledException or ScriptAbortException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new DataSyncException("TemplateFailed", $"{place}: it was not rendered within {MaxTime.TotalSeconds:0} seconds.", "Make the loops shorter.", e);
        }
        catch (ScriptRuntimeException e)
        {
            throw new DataSyncException("TemplateFailed", $"{place}: line {template.TextLine + e.Span.Start.Line}, column {e.Span.Start.Column + 1}: {e.OriginalMessage.TrimEnd('.')}.", Advice(template, values), e);
        }
    }

    private static string Advice(Template template, ScriptObject values) =>
        $"The text sees {string.Join(", ", values.Keys.Order(StringComparer.OrdinalIgnoreCase).Select(k => $"'{k}'"))}; a text has at most {MaxCharacters:N0} characters and {MaxIterations:N0} turns of loops. See about_DataSync_Templates.".Replace("sees ;", $"of '{template.Name}' sees no variables;", StringComparison.Ordinal);

    /// <summary>Data alone: an object of ours would show the text all its members.</summary>
    private static object? Plain(object? value) => value switch
    {
        null or string or bool or long or int or double or decimal => value,
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime moment => moment.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture),
        Enum or DataType => value.ToString(),
        JsonValue scalar => scalar.GetValueKind() switch
        {
            System.Text.Json.JsonValueKind.String => scalar.GetValue<string>(),
            System.Text.Json.JsonValueKind.True => true,
            System.Text.Json.JsonValueKind.False => false,
            _ => decimal.Parse(scalar.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture),
        },
        JsonObject table => Table(table.Select(e => (e.Key, (object?)e.Value))),
        IReadOnlyDictionary<string, object?> table => Table(table.Select(e => (e.Key, e.Value))),
        IDictionary table => Table(table.Keys.Cast<object>().Select(k => (k.ToString()!, table[k]))),
        IEnumerable list => new ScriptArray(list.Cast<object?>().Select(Plain)),
        _ => throw new ArgumentException($"A template takes data, not a {value.GetType().Name}.", nameof(value)),
    };

    private static ScriptObject Table(IEnumerable<(string Key, object? Value)> entries)
    {
        var table = new ScriptObject(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in entries) table[key] = Plain(value);
        return table;
    }
}
