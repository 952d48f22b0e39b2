using System.Text.RegularExpressions;

namespace DataSync.Introspection.Tushare;

/// <summary>Reads remarks such as 二选一: a parameter that is required, but only where another one is not given.</summary>
internal static partial class Alternatives
{
    /// <summary>The parameters that stand in for a required one; null where it is not required, or always.</summary>
    public static IReadOnlyList<string>? Of(DocumentedField parameter, IReadOnlyList<DocumentedField> all)
    {
        if (parameter.Flag != true || !EitherOr().IsMatch(parameter.Description)) return null;
        string[] others = [.. all.Where(p => p.Name != parameter.Name && (EitherOr().IsMatch(p.Description) || Names(parameter.Description, p.Name))).Select(p => p.Name)];
        return others.Length > 0 ? others : null;
    }

    private static bool Names(string description, string name) => Regex.IsMatch(description, $@"(?<![A-Za-z0-9_]){Regex.Escape(name)}(?![A-Za-z0-9_])");

    [GeneratedRegex("[二两三四五2-5]选[一1]|任选|其一|至少(?:需要)?(?:输入|填|传|选)?一")]
    private static partial Regex EitherOr();
}
