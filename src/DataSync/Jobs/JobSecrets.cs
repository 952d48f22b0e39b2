using System.Management.Automation.Language;
using DataSync.Scheduling;
using DataSync.Scripts;
using DataSync.Secrets;

namespace DataSync.Jobs;

/// <summary>Resolves what a plan needs in the environment that its job will have, so that a secret is not missed at night.</summary>
internal static class JobSecrets
{
    /// <exception cref="DataSyncException"><c>SecretNotFound</c>, <c>SecretFileOpen</c>: names plan and reference.</exception>
    public static async Task CheckAsync(Catalog.Workspace workspace, Plan plan, ISchedulerKind scheduler, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        var resolver = new VaultSecretResolver(new SecretResolver(workspace, name => environment.GetValueOrDefault(name) ?? scheduler.Inherited(name)));
        foreach (var (owner, reference, command) in References(workspace, plan))
        {
            try
            {
                if (SessionSecrets.IsReference(reference)) throw new DataSyncException("SecretNotFound", $"'{reference}' is kept by one session alone.");
                await resolver.ResolveAsync(reference, cancellationToken);
            }
            catch (DataSyncException e)
            {
                var inherits = reference.StartsWith("env:", StringComparison.OrdinalIgnoreCase) || SessionSecrets.IsReference(reference);
                throw new DataSyncException(e.Id, $"Plan '{plan.Name}': the {owner} would not be found by the job: {e.Message}",
                    inherits ? $"A job does not see the variables of this session. Keep the secret with Set-DsSecret, or in a file that only you can read, and refer to that: {command} secret:NAME or file:PATH" : e.Advice, e);
            }
        }
    }

    private static IEnumerable<(string Owner, string Reference, string Command)> References(Catalog.Workspace workspace, Plan plan)
    {
        var source = workspace.Sources.Get(workspace.Datasets.Get(plan.Dataset).Source);
        if (!string.IsNullOrEmpty(source.Token)) yield return ($"token of source '{source.Name}'", source.Token, $"Set-DsSource {source.Name} -Token");
        // the arguments may be read from other stores than the plan's own
        var read = plan.Generator?.Reads.Select(r => r.Store).OfType<string>() ?? [];
        var named = plan.ArgumentScript is null ? [] : ArgumentScript.Parse(plan.ArgumentScript).Ast.FindAll(a => a is StringConstantExpressionAst, searchNestedScriptBlocks: true)
            .Select(a => workspace.Stores.Names().FirstOrDefault(n => n.Equals(((StringConstantExpressionAst)a).Value, StringComparison.OrdinalIgnoreCase))).OfType<string>();
        foreach (var name in named.Concat(read).Prepend(plan.Store).Distinct(StringComparer.OrdinalIgnoreCase))
            if (workspace.Stores.Get(name) is { Password: { Length: > 0 } password }) yield return ($"password of store '{name}'", password, $"Set-DsStore {name} -Password");
    }
}
