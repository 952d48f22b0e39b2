using DataSync.Sources.Http;

namespace DataSync.Completion;

/// <summary>Presets of the workspace and of the module.</summary>
public sealed class PresetCompleter : CatalogCompleter
{
    private protected override IEnumerable<Candidate> Find(CompletionScope scope) => Presets.Names(scope.Workspace).Select(name => new Candidate(name));
}
