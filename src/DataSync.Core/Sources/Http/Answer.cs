using DataSync.Rows;

namespace DataSync.Sources.Http;

/// <summary>One page as the vendor answered it, or why there is none.</summary>
internal sealed record Answer
{
    /// <summary>Why there is no page; null where there is one.</summary>
    public Failure? Failure { get; init; }
    /// <summary>True where the refusal concerns all of the source.</summary>
    public bool WholeSource { get; init; }
    /// <summary>True where the vendor answered at all.</summary>
    public bool Reached { get; init; }
    /// <summary>The rows; null where there are none.</summary>
    public RowBatch? Batch { get; init; }
    /// <summary>Rows of the page.</summary>
    public int Rows { get; init; }
    /// <summary>The slice is to be read again from its first page, with wider types.</summary>
    public bool Restart { get; init; }
    /// <summary>Whether rows are left; null where the vendor does not say.</summary>
    public bool? HasMore { get; init; }
    /// <summary>The next cursor; null at the end.</summary>
    public string? Cursor { get; init; }
    /// <summary>The next page's address; null at the end.</summary>
    public Uri? NextLink { get; init; }
    /// <summary>Hash of the page's rows as they came.</summary>
    public ulong Hash { get; init; }
}
