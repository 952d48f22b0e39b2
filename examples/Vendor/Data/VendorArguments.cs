using System.Globalization;

namespace DataSync.Examples.Vendor.Data;

/// <summary>A request's arguments; an empty one counts as not given.</summary>
public sealed class VendorArguments
{
    private static readonly string[] Paging = ["limit", "offset"];
    private readonly SortedDictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>Takes the arguments that are not empty.</summary>
    public VendorArguments(IEnumerable<KeyValuePair<string, string>> values)
    {
        foreach (var (name, value) in values)
            if (value.Length > 0) _values[name] = value;
    }

    /// <summary>An argument, or null.</summary>
    public string? this[string name] => _values.GetValueOrDefault(name);

    /// <summary>The only argument's value where it is the only one but for those of paging; else null.</summary>
    public string? Only(string name) => _values.Keys.All(k => k == name || Paging.Contains(k)) ? this[name] : null;

    /// <summary>A number; <paramref name="otherwise"/> where it is not given.</summary>
    /// <exception cref="BadArgumentException">It is not a whole number of 0 or more.</exception>
    public int Number(string name, int otherwise) =>
        this[name] is not { } text ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new BadArgumentException(name);

    /// <summary>A day, as YYYYMMDD; null where it is not given.</summary>
    /// <exception cref="BadArgumentException">It is no day in that form.</exception>
    public string? Day(string name) =>
        this[name] is not { } text || DateOnly.TryParseExact(text, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? this[name] : throw new BadArgumentException(name);

    /// <summary>True where a value passes an argument that may list several, separated by commas.</summary>
    public bool Allows(string name, string value) => this[name] is not { } text || text == value || (text.Contains(',') && text.Split(',').Contains(value));

    /// <summary>True where a day passes <c>start_date</c> and <c>end_date</c>.</summary>
    public bool InRange(string day) =>
        (Day("start_date") is not { } start || string.CompareOrdinal(day, start) >= 0) && (Day("end_date") is not { } end || string.CompareOrdinal(day, end) <= 0);

    /// <summary>The arguments by name; those of paging aside, which say nothing of what is asked for.</summary>
    public override string ToString() => string.Join(' ', _values.Where(p => !Paging.Contains(p.Key)).Select(p => $"{p.Key}={p.Value}"));
}

/// <summary>An argument's value is not of its form.</summary>
public sealed class BadArgumentException(string name) : Exception($"{name} is not of its form.");
