using System.Numerics;
using DataSync.State;

namespace DataSync.Sync.Splitting;

/// <summary>
/// The most rows that one answer of a dataset carries: what its page states, and what was learned, the lower of both. Vendors cut without a word, so an answer
/// of a suspicious size is asked for once more as though it were cut; what comes of it is remembered.
/// </summary>
internal sealed class RowCaps(Dataset dataset, RowCapBook book, ISyncObserver observer)
{
    /// <summary>Caps are round numbers; below this, answers are round by chance too often.</summary>
    private const int LeastSuspicious = 100;

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _verdict = new(1, 1);
    private readonly Lazy<(int? Cap, int Whole)> _known = new(book.Read);
    private int? _learned;
    private int _whole, _largest;
    private bool _warned;

    /// <summary>The cap; null where none is known.</summary>
    public int? Current
    {
        get
        {
            lock (_gate) return Known;
        }
    }

    /// <summary>True where an answer may be cut, and nothing says so: pages of vendors state more than their servers send, too.</summary>
    public bool Suspects(int rows)
    {
        lock (_gate)
        {
            // one of a larger number was not cut at this one
            if (rows < _largest) return false;
            _largest = rows;
            return rows >= LeastSuspicious && (rows % 100 == 0 || BitOperations.IsPow2(rows)) && Lower(_known.Value.Cap, _learned) is null && rows > Math.Max(_whole, _known.Value.Whole);
        }
    }

    /// <summary>Lets one slice find out, while others of that size wait for what comes of it.</summary>
    public Task WaitForVerdictAsync(CancellationToken cancellationToken) => _verdict.WaitAsync(cancellationToken);

    /// <summary>The slice has found out.</summary>
    public void EndVerdict() => _verdict.Release();

    /// <summary>An answer of so many rows was cut.</summary>
    public void Cut(int rows)
    {
        lock (_gate)
        {
            if (rows >= (Known ?? int.MaxValue)) return;
            _learned = rows;
            book.Cut(rows);
        }
        observer.Verbose($"{dataset.Name}: learned that the vendor sends {rows:N0} rows at most in one answer.");
    }

    /// <summary>An answer of so many rows was whole.</summary>
    public void Whole(int rows)
    {
        lock (_gate)
        {
            _whole = Math.Max(_whole, rows);
            book.Whole(rows);
        }
    }

    /// <summary>Whether an answer of so many rows was cut cannot be told.</summary>
    public void Doubt(int rows)
    {
        lock (_gate)
        {
            _whole = Math.Max(_whole, rows);
            if (_warned || dataset.RowCap is not null) return;
            _warned = true;
        }
        observer.Warning($"{dataset.Name}: an answer has exactly {rows:N0} rows and may be cut. Nothing tells: the dataset states no row cap, and there is no way to ask for less. State what the vendor's page says: Set-DsDataset {dataset.Name} -RowCap N (a larger one than {rows} where it is not cut).");
    }

    private int? Known => Lower(Lower(dataset.RowCap, _known.Value.Cap), _learned);

    /// <summary>The lower of two caps; null where neither is known.</summary>
    public static int? Lower(int? a, int? b) => a is null ? b : b is null ? a : Math.Min(a.Value, b.Value);
}
