using System.Management.Automation;
using System.Xml.Linq;

namespace DataSync.Tests.Help;

/// <summary>Writes the help file that PowerShell reads, from the cmdlets' own documentation comments, so that nothing is said twice.</summary>
internal static class MamlWriter
{
    private static readonly XNamespace Root = "http://msh", Maml = "http://schemas.microsoft.com/maml/2004/10", Command = "http://schemas.microsoft.com/maml/dev/command/2004/10", Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    private static readonly Dictionary<string, string> Standard = new()
    {
        ["WhatIf"] = "Says what would happen, and does nothing.",
        ["Confirm"] = "Asks before each step.",
    };

    public static string Write(HelpSource source, IEnumerable<CmdletInfo> cmdlets) => new XDocument(new XElement(Root + "helpItems", new XAttribute("schema", "maml"),
        cmdlets.Select(c => Cmdlet(source, c)))).ToString() + "\n";

    private static XElement Cmdlet(HelpSource source, CmdletInfo cmdlet) => new(Command + "command",
        new XAttribute(XNamespace.Xmlns + "maml", Maml), new XAttribute(XNamespace.Xmlns + "command", Command), new XAttribute(XNamespace.Xmlns + "dev", Dev),
        new XElement(Command + "details",
            new XElement(Command + "name", cmdlet.Name),
            Paragraph(Maml + "description", source.Synopsis(cmdlet.ImplementingType)),
            new XElement(Command + "verb", cmdlet.Verb),
            new XElement(Command + "noun", cmdlet.Noun)),
        Paragraph(Maml + "description", source.Description(cmdlet.ImplementingType)),
        new XElement(Command + "syntax", cmdlet.ParameterSets.OrderByDescending(s => s.IsDefault).Select(set => new XElement(Command + "syntaxItem",
            new XElement(Maml + "name", cmdlet.Name),
            Own(set.Parameters).OrderBy(p => p.Position < 0).ThenBy(p => p.Position).ThenBy(p => !p.IsMandatory).Select(p => Parameter(source, cmdlet, p))))),
        new XElement(Command + "parameters", cmdlet.ParameterSets.SelectMany(s => Own(s.Parameters)).DistinctBy(p => p.Name).OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => Parameter(source, cmdlet, p))),
        new XElement(Command + "inputTypes", cmdlet.ParameterSets.SelectMany(s => s.Parameters).Where(p => p.ValueFromPipeline).Select(p => TypeName(p.ParameterType)).Distinct().Select(t => Type(Command + "inputType", t))),
        new XElement(Command + "returnValues", cmdlet.OutputType.Select(t => Type(Command + "returnValue", t.Name))),
        new XElement(Command + "examples", source.Examples(cmdlet.ImplementingType).Select((e, i) => new XElement(Command + "example",
            new XElement(Maml + "title", $"Example {i + 1}"),
            new XElement(Dev + "code", e.Code),
            Paragraph(Dev + "remarks", e.Remark)))));

    public static IEnumerable<CommandParameterInfo> Own(IEnumerable<CommandParameterInfo> parameters) =>
        parameters.Where(p => !System.Management.Automation.Cmdlet.CommonParameters.Contains(p.Name));

    private static XElement Parameter(HelpSource source, CmdletInfo cmdlet, CommandParameterInfo parameter) => new(Command + "parameter",
        new XAttribute("required", parameter.IsMandatory ? "true" : "false"),
        new XAttribute("globbing", parameter.Attributes.OfType<SupportsWildcardsAttribute>().Any() ? "true" : "false"),
        new XAttribute("pipelineInput", Pipeline(parameter)),
        new XAttribute("position", parameter.Position < 0 ? "named" : parameter.Position.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        new XElement(Maml + "name", parameter.Name),
        Paragraph(Maml + "description", Standard.GetValueOrDefault(parameter.Name) ?? source.Parameter(cmdlet.ImplementingType, parameter.Name)),
        parameter.ParameterType == typeof(SwitchParameter) ? null : new XElement(Command + "parameterValue", new XAttribute("required", "true"), TypeName(parameter.ParameterType)),
        Choices(parameter.ParameterType));

    private static XElement? Choices(Type type) => (Nullable.GetUnderlyingType(type) ?? type) is { IsEnum: true } choices
        ? new XElement(Command + "parameterValueGroup", Enum.GetNames(choices).Select(n => new XElement(Command + "parameterValue", new XAttribute("required", "false"), n)))
        : null;

    private static string Pipeline(CommandParameterInfo parameter) => (parameter.ValueFromPipeline, parameter.ValueFromPipelineByPropertyName) switch
    {
        (true, true) => "true (ByValue, ByPropertyName)",
        (true, false) => "true (ByValue)",
        (false, true) => "true (ByPropertyName)",
        _ => "false",
    };

    private static string TypeName(Type type) => (Nullable.GetUnderlyingType(type) ?? type).Name;

    private static XElement Type(XName name, string type) => new(name, new XElement(Dev + "type", new XElement(Maml + "name", type)));

    private static XElement Paragraph(XName name, string text) => new(name, new XElement(Maml + "para", text));
}
