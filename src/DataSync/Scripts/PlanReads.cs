using System.Management.Automation.Language;
using System.Text.Json.Nodes;
using DataSync.Arguments;

namespace DataSync.Scripts;

/// <summary>Finds the tables that a plan's arguments are made of: those of its generator, and those that its scriptblock gives to Read-DsData, in functions of the workspace too.</summary>
internal static class PlanReads
{
    private const string Reader = "Read-DsData", AnyStore = "*";

    /// <summary>The tables. Where a scriptblock makes up a name, each text in it counts as one.</summary>
    public static IReadOnlyList<TableReference> Of(Catalog.Workspace workspace, Plan plan)
    {
        if (plan.Generator is { } generator) return [.. generator.Reads];
        if (plan.ArgumentScript is not { } text) return [];
        var functions = File.Exists(workspace.FunctionsPath) ? ArgumentScript.Parse(File.ReadAllText(workspace.FunctionsPath)).Ast : null;
        var found = new HashSet<TableReference>();
        Collect(ArgumentScript.Parse(text).Ast, plan, functions, [], found);
        return [.. found];
    }

    private static void Collect(Ast script, Plan plan, Ast? functions, HashSet<string> seen, HashSet<TableReference> found)
    {
        foreach (var command in script.FindAll(a => a is CommandAst, searchNestedScriptBlocks: true).Cast<CommandAst>())
        {
            if (command.GetCommandName() is not { } name) continue;
            if (name.Equals(Reader, StringComparison.OrdinalIgnoreCase)) found.UnionWith(Read(command, script, plan));
            else if (seen.Add(name) && functions?.Find(a => a is FunctionDefinitionAst f && f.Name.Equals(name, StringComparison.OrdinalIgnoreCase), searchNestedScriptBlocks: true) is FunctionDefinitionAst function)
                Collect(function.Body, plan, functions, seen, found);
        }
    }

    private static IEnumerable<TableReference> Read(CommandAst command, Ast script, Plan plan)
    {
        var (table, store) = Arguments(command);
        var place = store is null ? AnyStore : Text(store, plan) ?? AnyStore;
        if (table is not null && Text(table, plan) is { } name) return [new(place, name)];
        return script.FindAll(a => a is StringConstantExpressionAst, searchNestedScriptBlocks: true).Select(a => new TableReference(place, ((StringConstantExpressionAst)a).Value));
    }

    /// <summary>What -Table and -Store are, by name or by place.</summary>
    private static (ExpressionAst? Table, ExpressionAst? Store) Arguments(CommandAst command)
    {
        var (table, store) = ((ExpressionAst?)null, (ExpressionAst?)null);
        var places = new List<ExpressionAst>();
        for (var i = 1; i < command.CommandElements.Count; i++)
        {
            if (command.CommandElements[i] is ExpressionAst value) places.Add(value);
            if (command.CommandElements[i] is not CommandParameterAst parameter) continue;
            var takesNone = "Distinct".StartsWith(parameter.ParameterName, StringComparison.OrdinalIgnoreCase) || parameter.ParameterName is "Verbose" or "Debug";
            var given = parameter.Argument ?? (takesNone || i + 1 >= command.CommandElements.Count ? null : command.CommandElements[++i] as ExpressionAst);
            if (Is("Table") || Is("TargetTable")) table = given;
            else if (Is("Store")) store = given;

            bool Is(string name) => name.StartsWith(parameter.ParameterName, StringComparison.OrdinalIgnoreCase);
        }
        table ??= Take();
        store ??= Take();
        return (table, store);

        ExpressionAst? Take()
        {
            if (places.Count == 0) return null;
            var first = places[0];
            places.RemoveAt(0);
            return first;
        }
    }

    /// <summary>A text that is written out, or was captured with the plan; null for what only a run knows.</summary>
    private static string? Text(ExpressionAst expression, Plan plan) => expression switch
    {
        StringConstantExpressionAst constant => constant.Value,
        UsingExpressionAst captured => Captured(UsingExpressionAst.ExtractUsingVariable(captured), plan),
        VariableExpressionAst variable => Captured(variable, plan),
        _ => null,
    };

    private static string? Captured(VariableExpressionAst variable, Plan plan) =>
        plan.Variables?.FirstOrDefault(v => v.Key.Equals(ArgumentScript.NameOf(variable), StringComparison.OrdinalIgnoreCase)).Value is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
