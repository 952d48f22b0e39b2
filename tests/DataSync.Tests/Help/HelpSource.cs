using System.Management.Automation;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using DataSync.Commands;

namespace DataSync.Tests.Help;

/// <summary>The help of cmdlets as their source says it: summary, remarks and examples of the class, summaries of the properties.</summary>
internal sealed partial class HelpSource
{
    private readonly Dictionary<string, XElement> _members;

    public HelpSource() => _members = XDocument.Load(Path.ChangeExtension(typeof(DsCommand).Assembly.Location, ".xml"))
        .Descendants("member").ToDictionary(m => m.Attribute("name")!.Value);

    /// <summary>All cmdlets, by name.</summary>
    public static IReadOnlyList<(string Name, Type Type)> Cmdlets { get; } =
        [.. typeof(DsCommand).Assembly.GetExportedTypes()
            .Select(t => (Attribute: t.GetCustomAttribute<CmdletAttribute>(), Type: t))
            .Where(t => t.Attribute is not null)
            .Select(t => ($"{t.Attribute!.VerbName}-{t.Attribute.NounName}", t.Type))
            .OrderBy(t => t.Item1, StringComparer.Ordinal)];

    public string Synopsis(Type cmdlet) => Text(Member($"T:{cmdlet.FullName}")?.Element("summary"));

    public string Description(Type cmdlet) => Text(Member($"T:{cmdlet.FullName}")?.Element("remarks"));

    public IReadOnlyList<(string Code, string Remark)> Examples(Type cmdlet) =>
        [.. (Member($"T:{cmdlet.FullName}")?.Elements("example") ?? []).Select(e => (Code(e.Element("code")), Text(e.Element("para"))))];

    public string Parameter(Type cmdlet, string name)
    {
        var property = cmdlet.GetProperty(name)!;
        return Text(Member($"P:{property.DeclaringType!.FullName}.{name}")?.Element("summary"));
    }

    private XElement? Member(string id) => _members.GetValueOrDefault(id);

    private static string Text(XElement? element) => element is null ? "" : Whitespace().Replace(element.Value, " ").Trim();

    /// <summary>The compiler indents continued lines.</summary>
    private static string Code(XElement? element) => element is null ? "" : Indent().Replace(element.Value.Trim(), "\n");

    [GeneratedRegex(@"\s+")]
    private static partial Regex Whitespace();

    [GeneratedRegex(@"\r?\n {12}")]
    private static partial Regex Indent();
}
