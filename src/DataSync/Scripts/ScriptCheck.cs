using System.Management.Automation.Language;

namespace DataSync.Scripts;

/// <summary>
/// Reads a scriptblock before it is kept: a variable or command that only the caller's session has would be missing under the scheduler, so it is refused now.
/// </summary>
internal static class ScriptCheck
{
    /// <summary>Variables a plan's scriptblock may read without assigning them.</summary>
    public static readonly IReadOnlySet<string> Documented = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "Plan", "Dataset", "Store", "Today", "From", "To", "LastRun", "Watermark" };

    private static readonly HashSet<string> Automatic = new(StringComparer.OrdinalIgnoreCase)
    {
        "_", "PSItem", "args", "input", "this", "true", "false", "null", "foreach", "switch", "Matches", "Error", "StackTrace", "MyInvocation", "PSBoundParameters", "PSCmdlet",
        "ExecutionContext", "PWD", "HOME", "PID", "Host", "ShellId", "PSVersionTable", "PSEdition", "PSCulture", "PSUICulture", "IsLinux", "IsWindows", "IsMacOS", "IsCoreCLR",
        "LASTEXITCODE", "?", "^", "$", "OFS", "PSHOME", "NestedPromptLevel", "PSDefaultParameterValues", "OutputEncoding", "ErrorActionPreference", "WarningPreference",
        "VerbosePreference", "DebugPreference", "InformationPreference", "ProgressPreference", "ConfirmPreference", "WhatIfPreference", "MaximumHistoryCount",
    };

    /// <summary>Common parameters whose value names a variable that they set.</summary>
    private static readonly HashSet<string> VariableParameters = new(StringComparer.OrdinalIgnoreCase)
    {
        "OutVariable", "ov", "ErrorVariable", "ev", "WarningVariable", "wv", "InformationVariable", "iv", "PipelineVariable", "pv",
    };

    /// <summary>The variables that are read but that neither the plan nor the script itself provides, with the line of the first reading.</summary>
    /// <param name="script">The script.</param>
    /// <param name="given">Names of <c>-Variable</c>.</param>
    public static IReadOnlyList<(string Name, int Line)> FreeVariables(ArgumentScript script, IEnumerable<string> given)
    {
        var known = new HashSet<string>(given, StringComparer.OrdinalIgnoreCase);
        known.UnionWith(Documented);
        known.UnionWith(Automatic);
        known.UnionWith(Assigned(script.Ast));
        return [.. script.Ast.FindAll(a => a is VariableExpressionAst, searchNestedScriptBlocks: true)
            .Cast<VariableExpressionAst>()
            .Except(script.Usings)
            .Where(v => !v.VariablePath.IsDriveQualified && !known.Contains(NameOf(v)))
            .GroupBy(NameOf, StringComparer.OrdinalIgnoreCase)
            .Select(g => (g.Key, g.Min(v => v.Extent.StartLineNumber)))
            .OrderBy(v => v.Item2)];
    }

    /// <summary>The commands that are called by a literal name and that the script does not define, with the line of the first call.</summary>
    public static IReadOnlyList<(string Name, int Line)> Commands(ArgumentScript script)
    {
        var defined = script.Ast.FindAll(a => a is FunctionDefinitionAst, searchNestedScriptBlocks: true).Cast<FunctionDefinitionAst>().Select(f => f.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. script.Ast.FindAll(a => a is CommandAst, searchNestedScriptBlocks: true)
            .Cast<CommandAst>()
            .Where(c => c.GetCommandName() is { } name && !defined.Contains(name))
            .GroupBy(c => c.GetCommandName(), StringComparer.OrdinalIgnoreCase)
            .Select(g => (g.Key, g.Min(c => c.Extent.StartLineNumber)))
            .OrderBy(c => c.Item2)];
    }

    private static IEnumerable<string> Assigned(Ast script)
    {
        foreach (var ast in script.FindAll(_ => true, searchNestedScriptBlocks: true))
        {
            var targets = ast switch
            {
                AssignmentStatementAst assignment => Targets(assignment.Left),
                ForEachStatementAst loop => [loop.Variable],
                ParameterAst parameter => [parameter.Name],
                ConvertExpressionAst { StaticType.Name: "PSReference", Child: VariableExpressionAst variable } => [variable],
                _ => [],
            };
            foreach (var target in targets) yield return NameOf(target);
            if (ast is CommandAst command)
                foreach (var name in NamedByParameter(command)) yield return name;
        }
    }

    private static IEnumerable<VariableExpressionAst> Targets(ExpressionAst left) => left switch
    {
        VariableExpressionAst variable => [variable],
        AttributedExpressionAst { Child: ExpressionAst child } => Targets(child),
        ArrayLiteralAst list => list.Elements.SelectMany(Targets),
        ParenExpressionAst { Pipeline: PipelineAst { PipelineElements: [CommandExpressionAst inner] } } => Targets(inner.Expression),
        _ => [],
    };

    private static IEnumerable<string> NamedByParameter(CommandAst command)
    {
        for (var i = 0; i < command.CommandElements.Count; i++)
        {
            if (command.CommandElements[i] is not CommandParameterAst parameter || !VariableParameters.Contains(parameter.ParameterName)) continue;
            var value = parameter.Argument ?? (i + 1 < command.CommandElements.Count ? command.CommandElements[i + 1] : null);
            if (value is StringConstantExpressionAst text) yield return text.Value.TrimStart('+');
        }
    }

    private static string NameOf(VariableExpressionAst variable) => NameOf(variable.VariablePath.UserPath);

    /// <summary>Without a scope: <c>$script:x</c> is <c>x</c>.</summary>
    private static string NameOf(string path) => path[(path.LastIndexOf(':') + 1)..];
}
