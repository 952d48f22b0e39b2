using System.Management.Automation;
using System.Text.Json.Nodes;
using DataSync.Arguments;
using DataSync.Arguments.Generators.Sequence;
using DataSync.Scripts;
using DataSync.Sync;
using DataSync.Templates.Argument;

namespace DataSync.Commands;

/// <summary>Puts arguments into a plan, as a scriptblock's checked text or as checked literal sets, and makes the generator of a plan's arguments.</summary>
internal static class PlanArguments
{
    /// <summary>The plan with the arguments a user gave: one scriptblock, or sets as hashtables or objects.</summary>
    /// <exception cref="DataSyncException">A set does not fit the dataset, or the scriptblock uses what only the caller's session has.</exception>
    public static Plan Apply(PSCmdlet command, Catalog.Workspace workspace, Plan plan, Dataset dataset, IReadOnlyList<object>? arguments, System.Collections.Hashtable? variables)
    {
        if (arguments is [PSObject { BaseObject: ScriptBlock } or ScriptBlock])
        {
            var block = arguments[0] as ScriptBlock ?? (ScriptBlock)((PSObject)arguments[0]).BaseObject;
            var script = ArgumentScript.From(block);
            plan = plan with { ArgumentScript = script.Text, Arguments = null, Generator = null, Template = null, Variables = Capture(command, script, variables) };
            CheckScript(workspace, plan, script, ScriptRunspace.Capture());
            return plan;
        }
        if (arguments is { Count: > 0 } && arguments.Any(a => Unwrap(a) is ArgumentGenerator)) return WithGenerator(plan, dataset, arguments, variables);
        if (variables is not null) throw new DataSyncException("VariableUnused", $"{plan.Name}: -Variable is for a scriptblock.", "Give -Arguments as a scriptblock, or leave out -Variable.");
        if (arguments is null) return plan;
        var sets = arguments.Select(ArgumentSets.From).ToList();
        foreach (var set in sets) Services.Slice(workspace, dataset, set);
        return plan with { ArgumentScript = null, Generator = null, Template = null, Arguments = [.. sets.Select(ArgumentSets.ToJson)], Variables = null };
    }

    /// <summary>The plan with the arguments that a template makes.</summary>
    /// <exception cref="DataSyncException">The template is not there, a parameter is missing or wrong, or what it makes does not fit the dataset.</exception>
    public static Plan FromTemplate(Catalog.Workspace workspace, Plan plan, Dataset dataset, string name, System.Collections.Hashtable? parameters)
    {
        var template = workspace.Templates.Get(name, ArgumentTemplateKind.KindName);
        var made = ArgumentExpansion.Of(template, dataset, [.. workspace.Datasets.All()], TemplateArguments.From(template, parameters));
        // hashtables have no order, and the plan's file is to read alike each time
        plan = plan with { Template = new TemplateUse(template.Name, ArgumentSets.ToJson(new SortedDictionary<string, object?>(made.Parameters.ToDictionary(), StringComparer.Ordinal))) };
        if (made.Generator is { } generator)
        {
            GeneratorRules.Check(generator, dataset);
            return plan with { Generator = generator, ArgumentScript = null, Arguments = null, Variables = null };
        }
        var script = ArgumentScript.Parse(made.Script!);
        plan = plan with { ArgumentScript = script.Text, Generator = null, Arguments = null, Variables = null };
        CheckScript(workspace, plan, script, ScriptRunspace.Capture());
        return plan;
    }

    /// <summary>The plan with its one slice that has no arguments.</summary>
    /// <exception cref="DataSyncException">The dataset requires one.</exception>
    public static Plan WithoutArguments(Catalog.Workspace workspace, Plan plan, Dataset dataset)
    {
        Services.Slice(workspace, dataset, new Dictionary<string, object?>());
        return plan;
    }

    /// <summary>What makes a plan's arguments when it runs.</summary>
    public static IArgumentGenerator Generator(Catalog.Workspace workspace, Plan plan, ScriptRunspace runspaces, ISyncObserver observer)
    {
        if (plan.ArgumentScript is not null) return new ScriptGenerator(workspace, runspaces, observer);
        plan.Generator?.Check();
        return plan.Generator ?? (IArgumentGenerator)new LiteralGenerator();
    }

    /// <summary>The plan with generators, one after another where there are several.</summary>
    private static Plan WithGenerator(Plan plan, Dataset dataset, IReadOnlyList<object> arguments, System.Collections.Hashtable? variables)
    {
        if (variables is not null) throw new DataSyncException("VariableUnused", $"{plan.Name}: -Variable is for a scriptblock.", "Leave out -Variable.");
        var generators = arguments.Select(a => Unwrap(a) as ArgumentGenerator
            ?? throw new DataSyncException("ArgumentsMixed", $"{plan.Name}: -Arguments has generators and other arguments.", "Make a generator of the others with New-DsArgument -Set.")).ToList();
        var generator = generators is [var one] ? one : new SequenceGenerator { Parts = generators };
        GeneratorRules.Check(generator, dataset);
        return plan with { ArgumentScript = null, Arguments = null, Generator = generator, Template = null, Variables = null };
    }

    private static object Unwrap(object item) => item is PSObject { BaseObject: ArgumentGenerator generator } ? generator : item;

    /// <exception cref="DataSyncException"><c>ScriptVariableUnknown</c>, <c>ScriptCommandUnknown</c>: names line and fix.</exception>
    public static void CheckScript(Catalog.Workspace workspace, Plan plan, ArgumentScript script, ScriptRunspace runspaces)
    {
        var given = (plan.Variables ?? []).Select(v => v.Key).ToList();
        var captured = script.Usings.FirstOrDefault(u => !given.Contains(ArgumentScript.NameOf(u), StringComparer.OrdinalIgnoreCase));
        if (captured is not null)
            throw new DataSyncException("ScriptVariableUnknown", $"{plan.Name}: line {captured.Extent.StartLineNumber}: {captured.Extent.Text} was not captured with the plan.", "Make the plan again where the variable is set, or give it with -Variable.");
        if (ScriptCheck.FreeVariables(script, given) is [var variable, ..])
            throw new DataSyncException("ScriptVariableUnknown", $"{plan.Name}: line {variable.Line}: ${variable.Name} is not known where the scriptblock will run.",
                $"Write $using:{variable.Name} to keep its value with the plan, or give -Variable @{{ {variable.Name} = … }}. Known without: {string.Join(", ", ScriptCheck.Documented.Select(d => $"${d}"))}.");
        var commands = ScriptCheck.Commands(script);
        var unknown = runspaces.FindUnknown(workspace, [.. commands.Select(c => c.Name)]);
        if (commands.FirstOrDefault(c => unknown.Contains(c.Name)) is { Name: not null } command)
            throw new DataSyncException("ScriptCommandUnknown", $"{plan.Name}: line {command.Line}: the command '{command.Name}' is not known where the scriptblock will run.",
                $"Correct the name, or put the function into {workspace.FunctionsPath}, which all plans of the workspace see.");
    }

    private static JsonObject? Capture(PSCmdlet command, ArgumentScript script, System.Collections.Hashtable? variables)
    {
        var captured = new JsonObject();
        foreach (System.Collections.DictionaryEntry entry in variables ?? []) captured[entry.Key.ToString()!] = PlanVariables.ToJson(entry.Key.ToString()!, entry.Value);
        foreach (var expression in script.Usings)
        {
            var name = ArgumentScript.NameOf(expression);
            if (captured.ContainsKey(name)) continue;
            var variable = command.SessionState.PSVariable.Get(name)
                ?? throw new DataSyncException("ScriptVariableUnknown", $"Line {expression.Extent.StartLineNumber} of the scriptblock: {expression.Extent.Text}: there is no variable ${name} here.", $"Set ${name} first, or give it with -Variable.");
            captured[name] = PlanVariables.ToJson(name, variable.Value);
        }
        return captured.Count > 0 ? captured : null;
    }
}
