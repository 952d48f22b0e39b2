using DataSync.Templates;

namespace DataSync.Completion;

/// <summary>Names of templates.</summary>
public sealed class TemplateCompleter : CatalogCompleter
{
    private protected override IEnumerable<Candidate> Find(CompletionScope scope) => scope.Workspace.Templates.All().Select(t => new Candidate(t.Name, t.Description));
}

/// <summary>Names of templates that make arguments.</summary>
public sealed class ArgumentTemplateCompleter : CatalogCompleter
{
    private protected override IEnumerable<Candidate> Find(CompletionScope scope) =>
        scope.Workspace.Templates.All().Where(t => t.Kind == Templates.Argument.ArgumentTemplateKind.KindName).Select(t => new Candidate(t.Name, t.Suits ?? t.Description));
}

/// <summary>Kinds of template.</summary>
public sealed class TemplateKindCompleter : CatalogCompleter
{
    private protected override IEnumerable<Candidate> Find(CompletionScope scope) => TemplateKinds.All.Select(k => new Candidate(k.Name, k.Description));
}
