namespace DataSync.Corpus;

/// <summary>How much of a family is read exactly right.</summary>
public sealed class Score
{
    private readonly List<string> _misses = [];
    private int _pages, _rightPages, _parameters, _rightParameters, _columns, _rightColumns;

    /// <summary>Pages right, as a share; 1 where there are none.</summary>
    public double Share => _pages == 0 ? 1 : (double)_rightPages / _pages;

    /// <summary>What was wrong, one line each.</summary>
    public IReadOnlyList<string> Misses => _misses;

    public override string ToString() => $"{_rightPages}/{_pages} pages, {_rightParameters}/{_parameters} parameters, {_rightColumns}/{_columns} columns";

    /// <summary>Compares what was read of a page with the truth.</summary>
    public void Add(string page, Draft truth, Draft? read, string? error)
    {
        var before = _misses.Count;
        var name = Path.GetFileName(page);
        if (read is null) _misses.Add($"{name}: {error}");
        else if (read.ApiName != truth.ApiName) _misses.Add($"{name}: API name is {truth.ApiName}, read {read.ApiName}");
        _parameters += truth.InputParams.Count;
        _columns += truth.OutputFields.Count;
        _rightParameters += Compare(name, "parameter", truth.InputParams, read?.InputParams, p => p.Name);
        _rightColumns += Compare(name, "column", truth.OutputFields, read?.OutputFields, c => c.Name);
        _pages++;
        if (_misses.Count == before) _rightPages++;
    }

    private int Compare<T>(string page, string noun, IReadOnlyList<T> truth, IReadOnlyList<T>? read, Func<T, string> nameOf) where T : class
    {
        if (read is null) return 0;
        var right = 0;
        foreach (var item in truth)
        {
            var found = read.FirstOrDefault(r => nameOf(r) == nameOf(item));
            if (item.Equals(found)) right++;
            else _misses.Add($"{page}: {noun} is {item}, read {found?.ToString() ?? "nothing"}");
        }
        foreach (var extra in read.Where(r => !truth.Any(t => nameOf(t) == nameOf(r)))) _misses.Add($"{page}: {noun} {extra} is none");
        if (right == truth.Count && read.Count == truth.Count && !read.Select(nameOf).SequenceEqual(truth.Select(nameOf))) _misses.Add($"{page}: {noun}s are in another order");
        return right;
    }
}
