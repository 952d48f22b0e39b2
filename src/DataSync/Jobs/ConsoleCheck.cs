using System.Management.Automation.Language;
using DataSync.Scheduling;
using DataSync.Scripts;

namespace DataSync.Jobs;

/// <summary>Finds the commands of a plan's scriptblock, and of the workspace's functions, that the console lacks.</summary>
internal static class ConsoleCheck
{
    /// <summary>What is lacking, for people: place and command; null where nothing is.</summary>
    public static async Task<string?> FindLackAsync(RunnerProgram console, Machine machine, Catalog.Workspace workspace, Plan plan, CancellationToken cancellationToken)
    {
        if (plan.ArgumentScript is not { } text) return null;
        var functions = File.Exists(workspace.FunctionsPath) ? ArgumentScript.Parse(await File.ReadAllTextAsync(workspace.FunctionsPath, cancellationToken)) : null;
        var defined = functions?.Ast.FindAll(a => a is FunctionDefinitionAst, searchNestedScriptBlocks: true).Select(f => ((FunctionDefinitionAst)f).Name).ToHashSet(StringComparer.OrdinalIgnoreCase) ?? [];
        var used = Commands(ArgumentScript.Parse(text), $"{plan.Name}: line ").Concat(functions is null ? [] : Commands(functions, $"{workspace.FunctionsPath}, line "))
            .Where(c => !defined.Contains(c.Name)).ToList();
        if (used.Count == 0) return null;
        var lacking = await AskAsync(console, machine, workspace, [.. used.Select(c => c.Name).Distinct(StringComparer.OrdinalIgnoreCase)], cancellationToken);
        return used.FirstOrDefault(c => lacking.Contains(c.Name)) is { Name: not null } first ? $"{first.Place}: the command '{first.Name}'" : null;
    }

    private static IEnumerable<(string Name, string Place)> Commands(ArgumentScript script, string place) => ScriptCheck.Commands(script).Select(c => (c.Name, $"{place}{c.Line}"));

    /// <summary>The console itself knows best what it knows.</summary>
    private static async Task<HashSet<string>> AskAsync(RunnerProgram console, Machine machine, Catalog.Workspace workspace, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var list = string.Join(',', names.Select(n => $"'{CodeGeneration.EscapeSingleQuotedStringContent(n)}'"));
        string[] arguments = [.. console.Prefix, "-Workspace", workspace.Root, "-Command", $"foreach ($name in {list}) {{ if (-not $ExecutionContext.InvokeCommand.GetCommand($name, 'All')) {{ $name }} }}"];
        var result = await machine.Programs.RunAsync(console.Path, arguments, null, cancellationToken);
        return result.ExitCode == 0
            ? result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToHashSet(StringComparer.OrdinalIgnoreCase)
            : throw new DataSyncException("RunnerFailed", $"'{console.Path}' does not start: {result.Error.Trim().ReplaceLineEndings(" ")}", "Build or publish it anew, or use -Runner Pwsh.");
    }
}
