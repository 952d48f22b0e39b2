using System.Collections.Concurrent;
using DataSync.Rows;

namespace DataSync.Sources.Answers;

/// <summary>String pools of a source, lent to one decoder at a time, so that codes met on one page are the same objects on the next.</summary>
internal sealed class StringPoolShelf
{
    private readonly ConcurrentBag<StringPool> _free = [];

    /// <summary>Lends a pool.</summary>
    public StringPool Take() => _free.TryTake(out var pool) ? pool : new StringPool();

    /// <summary>Takes a pool back.</summary>
    public void Return(StringPool pool) => _free.Add(pool);
}
