namespace DataSync.Corpus;

/// <summary>How much of a family is read exactly right.</summary>
public sealed class Score
{
    private readonly List<string> _misses = [];
    private int _untold, _untoldApis, _apis, _rightApis, _parameters, _rightParameters, _columns, _rightColumns;

    /// <summary>Interfaces right, as a share; 1 where there are none.</summary>
    public double Apis => Share(_rightApis, _apis);

    /// <summary>Parameters and columns right, as a share.</summary>
    public double Parts => Share(_rightParameters + _rightColumns, _parameters + _columns);

    /// <summary>Parameters and columns, or whole interfaces, that are none.</summary>
    public int Invented { get; private set; }

    /// <summary>What was wrong, one line each.</summary>
    public IReadOnlyList<string> Misses => _misses;

    public override string ToString() => $"{_rightApis}/{_apis} pages, {_rightParameters}/{_parameters} parameters, {_rightColumns}/{_columns} columns{(Invented > 0 ? $", {Invented} invented" : "")}{(_untold > 0 ? $"; {_untold} pages without truth, {_untoldApis} interfaces read" : "")}";

    /// <summary>Compares what was read of an interface with the truth.</summary>
    public void Add(string page, Draft truth, Draft? read, string? error)
    {
        var before = _misses.Count;
        var name = $"{Path.GetFileName(page)} {truth.ApiName}";
        if (read is null) _misses.Add($"{name}: {error}");
        else if (read.ApiName != truth.ApiName) _misses.Add($"{name}: API name is {truth.ApiName}, read {read.ApiName}");
        _parameters += truth.InputParams.Count;
        _columns += truth.OutputFields.Count;
        _rightParameters += Compare(name, "parameter", truth.InputParams, read?.InputParams, p => p.Name, (r, t) => r.Fits(t));
        if (truth.FieldsAreKnown) _rightColumns += Compare(name, "column", truth.OutputFields, read?.OutputFields, c => c.Name, (r, t) => r.Fits(t));
        _apis++;
        if (_misses.Count == before) _rightApis++;
    }

    /// <summary>Counts a page that nothing is known of: it is read, not scored.</summary>
    public void AddUntold(string page, int? read, string? error)
    {
        _untold++;
        _untoldApis += read ?? 0;
        if (error is not null) _misses.Add($"{Path.GetFileName(page)}: {error}");
    }

    /// <summary>Counts an interface that the page does not have.</summary>
    public void Invent(string page, string api)
    {
        Invented++;
        _misses.Add($"{Path.GetFileName(page)}: the interface {api} is none");
    }

    private int Compare<T>(string page, string noun, IReadOnlyList<T> truth, IReadOnlyList<T>? read, Func<T, string> nameOf, Func<T, T, bool> fits) where T : class
    {
        if (read is null) return 0;
        var right = 0;
        foreach (var item in truth)
        {
            var found = read.FirstOrDefault(r => nameOf(r) == nameOf(item));
            if (found is not null && fits(found, item)) right++;
            else _misses.Add($"{page}: {noun} is {item}, read {found?.ToString() ?? "nothing"}");
        }
        foreach (var extra in read.Where(r => !truth.Any(t => nameOf(t) == nameOf(r))))
        {
            Invented++;
            _misses.Add($"{page}: {noun} {extra} is none");
        }
        if (right == truth.Count && read.Count == truth.Count && !read.Select(nameOf).SequenceEqual(truth.Select(nameOf))) _misses.Add($"{page}: {noun}s are in another order");
        return right;
    }

    private static double Share(int right, int all) => all == 0 ? 1 : (double)right / all;
}
