using System.Collections.ObjectModel;
using System.Management.Automation.Host;
using System.Text;

namespace DataSync.Hosting.Terminal;

/// <summary>A question with given answers, in the form PowerShell users know: <c>[Y] Yes  [N] No  [?] Help (default is "Y"): </c>.</summary>
internal sealed class ChoicePrompt
{
    private readonly (string Key, string Name, string Help)[] _choices;
    private readonly int _default;

    /// <param name="choices">The answers; an ampersand stands before the letter that chooses.</param>
    /// <param name="defaultChoice">The answer that an empty line means; -1 for none.</param>
    public ChoicePrompt(Collection<ChoiceDescription> choices, int defaultChoice)
    {
        _choices = [.. choices.Select(c => (KeyOf(c.Label), c.Label.Replace("&", ""), c.HelpMessage))];
        _default = defaultChoice;
    }

    /// <summary>The question's line.</summary>
    public string Question
    {
        get
        {
            var text = new StringBuilder();
            foreach (var (key, name, _) in _choices)
                text.Append($"[{key}] {name}  ");
            text.Append("[?] Help");
            if (_default >= 0)
                text.Append($" (default is \"{_choices[_default].Key}\")");
            return text.Append(": ").ToString();
        }
    }

    /// <summary>What each answer means.</summary>
    public string Help => string.Concat(_choices.Select(c => $"{c.Key} - {c.Help}{Environment.NewLine}"));

    /// <summary>The choice that an answer means; null where it means none.</summary>
    public int? Find(string answer)
    {
        if (answer.Length == 0)
            return _default >= 0 ? _default : null;
        var index = Array.FindIndex(_choices, c => c.Key.Equals(answer, StringComparison.OrdinalIgnoreCase) || c.Name.Equals(answer, StringComparison.OrdinalIgnoreCase));
        return index >= 0 ? index : null;
    }

    private static string KeyOf(string label)
    {
        var mark = label.IndexOf('&');
        return mark >= 0 && mark + 1 < label.Length ? label[mark + 1].ToString().ToUpperInvariant() : label;
    }
}
