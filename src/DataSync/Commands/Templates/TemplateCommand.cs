using System.Management.Automation;

namespace DataSync.Commands;

/// <summary>A cmdlet that works with templates.</summary>
public abstract class TemplateCommand : WorkspaceCommand
{
    /// <summary>Does something with each template whose name matches, wildcards allowed; a name that is none and matches nothing is an error.</summary>
    private protected void ForEach(IReadOnlyList<string>? patterns, Action<Template> action)
    {
        foreach (var name in Names(patterns)) Attempt(name, () => action(Home.Templates.Get(name)));
    }

    /// <summary>The names that match, and those without wildcards as they are.</summary>
    private protected IEnumerable<string> Names(IReadOnlyList<string>? patterns) => (patterns is null or [] ? ["*"] : patterns).SelectMany(pattern =>
        WildcardPattern.ContainsWildcardCharacters(pattern) ? Home.Templates.Names().Where(new WildcardPattern(pattern, WildcardOptions.IgnoreCase).IsMatch) : [pattern]);

    /// <summary>Where a template of the workspace is.</summary>
    private protected string PathOf(string name) => Path.Combine(Home.Templates.Path, name + ".sbn");
}
