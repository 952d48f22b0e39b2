using System.Text.RegularExpressions;
using DataSync.Catalog;

namespace DataSync.Templates;

/// <summary>How a template's file is written and read: a front part, a JSON object between two lines of <c>---</c>, and then the text.</summary>
internal static partial class TemplateFile
{
    /// <summary>The ending of the files' names: Scriban's, which editors know.</summary>
    public const string Extension = ".sbn";

    private const string Fence = "---";

    /// <exception cref="DataSyncException"><c>TemplateInvalid</c> or <c>CatalogFileInvalid</c>, naming file, line and field.</exception>
    public static Template Read(string file, bool shipped)
    {
        var template = Parse(File.ReadAllText(file), file) with { File = file, IsShipped = shipped };
        var stem = Path.GetFileNameWithoutExtension(file);
        return template.Name.Equals(stem, StringComparison.OrdinalIgnoreCase) ? template
            : throw Invalid(file, LineOf(File.ReadAllLines(file), template.Name), $"field 'name' says '{template.Name}', but the file is '{stem}{Extension}'", "Give both the same name.");
    }

    /// <summary>Reads a file's text.</summary>
    /// <param name="text">Front part and text.</param>
    /// <param name="file">The file, for messages.</param>
    public static Template Parse(string text, string file)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        if (lines[0].TrimEnd() != Fence) throw Invalid(file, 1, "the front part is missing", $"Begin with a line {Fence}, a JSON object with name, kind, description and parameters, and another line {Fence}.");
        var end = Array.FindIndex(lines, 1, l => l.TrimEnd() == Fence);
        if (end < 0) throw Invalid(file, 1, "the front part does not end", $"End it with a line {Fence}.");
        var front = CatalogJson.Parse<Template>(string.Join('\n', lines[1..end]), file, linesBefore: 1);
        var template = front with { Text = string.Join('\n', lines[(end + 1)..]), TextLine = end + 2 };
        Check(template, file, lines[..end]);
        return template;
    }

    public static string Write(Template template) => $"{Fence}\n{CatalogJson.Write(template)}{Fence}\n{template.Text}";

    private static void Check(Template template, string file, string[] front)
    {
        ItemName.Check(template.Name, "template");
        if (TemplateKinds.All.All(k => !k.Name.Equals(template.Kind, StringComparison.OrdinalIgnoreCase)))
            throw Invalid(file, LineOf(front, template.Kind), $"field 'kind' says '{template.Kind}'", $"Kinds: {string.Join(", ", TemplateKinds.All.Select(k => k.Name))}.");
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var parameter in template.Parameters)
        {
            var (field, line) = ($"field 'parameters', '{parameter.Name}'", LineOf(front, parameter.Name));
            if (!Identifier().IsMatch(parameter.Name)) throw Invalid(file, line, $"{field}: this cannot be a parameter's name", "Use a letter, then letters, digits and '_'.");
            if (TemplateLanguage.IsReserved(parameter.Name)) throw Invalid(file, line, $"{field}: the name has a meaning in the template language", "Use another name.");
            if (!seen.Add(parameter.Name)) throw Invalid(file, line, $"{field}: there are two of that name", "Use another name.");
            if (parameter.Match?.KeyOf is { } key && template.FindParameter(key) is null) throw Invalid(file, line, $"{field}: 'keyOf' says '{key}', which is no parameter", "Name another parameter of the template.");
            if (parameter.Default is { } value && !TemplateValues.TryConvert(value, parameter, out _))
                throw Invalid(file, line, $"{field}: the default {value.ToJsonString()} is not {TemplateValues.Describe(parameter)}", "Correct the default or the type.");
        }
        TemplateLanguage.Parse(template, file);
    }

    /// <summary>The line of the front part that holds a value, from 1.</summary>
    private static int LineOf(string[] front, string value) => Math.Max(1, Array.FindIndex(front, l => l.Contains($"\"{value}\"", StringComparison.Ordinal))) + 1;

    internal static DataSyncException Invalid(string file, int line, string what, string advice) => new("TemplateInvalid", $"{file}: line {line}: {what}.", advice);

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_]*$")]
    private static partial Regex Identifier();
}
