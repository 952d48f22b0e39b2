using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace DataSync.Completion;

/// <summary>Completes an argument from what the workspace or the module knows: by wildcard, quoted where needed, and never with an error.</summary>
public abstract class CatalogCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        try
        {
            return [.. Complete(wordToComplete ?? "", fakeBoundParameters)];
        }
        catch (Exception)
        {
            // whoever presses Tab is told nothing: the cmdlet itself will say what is wrong
            return [];
        }
    }

    /// <summary>The candidates, in the order to show.</summary>
    private protected abstract IEnumerable<Candidate> Find(CompletionScope scope);

    private IEnumerable<CompletionResult> Complete(string typed, IDictionary bound)
    {
        var quote = typed.Length > 0 && typed[0] is '\'' or '"' ? typed[0] : '\0';
        var word = typed.Trim('\'', '"');
        var pattern = WildcardPattern.ContainsWildcardCharacters(word) ? new WildcardPattern(word, WildcardOptions.IgnoreCase) : new WildcardPattern(WildcardPattern.Escape(word) + "*", WildcardOptions.IgnoreCase);
        return Find(new CompletionScope(bound))
            .Where(c => pattern.IsMatch(c.Text))
            .Select(c => new CompletionResult(Quote(c.Text, quote), c.Text, CompletionResultType.ParameterValue, string.IsNullOrWhiteSpace(c.Description) ? c.Text : c.Description));
    }

    private static string Quote(string text, char quote)
    {
        var plain = text.All(c => char.IsLetterOrDigit(c) || c is '_' or '-' or '.' or '/' or ':' or '+');
        return quote switch
        {
            '"' when !text.Contains('"') && !text.Contains('$') && !text.Contains('`') => $"\"{text}\"",
            '\0' when plain => text,
            _ => $"'{CodeGeneration.EscapeSingleQuotedStringContent(text)}'",
        };
    }
}

/// <summary>A possible argument.</summary>
/// <param name="Text">What is put into the command line.</param>
/// <param name="Description">What is shown beside it.</param>
internal sealed record Candidate(string Text, string? Description = null);
