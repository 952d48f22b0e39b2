namespace DataSync.Corpus;

/// <summary>The truth of a family: found by the number a page's name begins with, else by the name.</summary>
public sealed class Truth
{
    private readonly Dictionary<string, Draft> _byNumber = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Draft> _byName = new(StringComparer.Ordinal);

    public Truth(string corpus, Family family)
    {
        foreach (var folder in family.Truth.Select(t => Path.Combine(corpus, "truth", t)).Where(Directory.Exists))
        {
            foreach (var file in Directory.EnumerateFiles(folder, "*.json"))
            {
                var draft = Draft.Read(file);
                _byName[Path.GetFileNameWithoutExtension(file)] = draft;
                if (draft.DocId?.ToString() is { Length: > 0 } number) _byNumber[number] = draft;
            }
        }
    }

    /// <summary>The truth of a page; null where there is none.</summary>
    public Draft? Of(string page)
    {
        var stem = Family.Stem(page);
        var number = string.Concat(stem.TakeWhile(char.IsAsciiDigit)).TrimStart('0');
        return _byNumber.GetValueOrDefault(number) ?? _byName.GetValueOrDefault(stem);
    }
}
