using System.Text.Json.Serialization;

namespace DataSync.Sources.Http.Settings;

/// <summary>How an answer of many pages is asked for.</summary>
internal sealed record PagingSettings
{
    /// <summary>The way of paging.</summary>
    public PagingMode Mode { get; set; }
    /// <summary>True where pages can be relied on: the vendor documents them, and sends rows in the same order each time. Where not, a full answer counts as cut and the slice is divided.
    /// A dataset whose documentation names the parameters of paging is relied on in any case.</summary>
    public bool Safe { get; set; } = true;
    /// <summary>Rows asked for in a page; null: the first page asks for no number, and the dataset's row cap tells whether it is full.</summary>
    public int? PageSize { get; set; }
    /// <summary>The number of the first page, for <see cref="PagingMode.PageNumber"/>.</summary>
    public int FirstPage { get; set; } = 1;
    /// <summary>JSON path of a flag that says whether rows are left.</summary>
    public string? HasMore { get; set; }
    /// <summary>Where the next cursor is: a JSON path, or <c>header:Name</c>.</summary>
    public string? Cursor { get; set; }
    /// <summary>Where the address of the next page is: a JSON path, or <c>header:Link</c> (its <c>rel="next"</c>).</summary>
    public string? NextLink { get; set; }
    /// <summary>The highest offset the vendor answers; null: any.</summary>
    public int? MaxOffset { get; set; }
    /// <summary>Pages after which an answer counts as endless.</summary>
    public int MaxPages { get; set; } = 10_000;
}

/// <summary>A way of paging.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PagingMode>))]
internal enum PagingMode
{
    /// <summary>An answer is one page.</summary>
    None,
    /// <summary>By <c>{{page.offset}}</c> and <c>{{page.limit}}</c>.</summary>
    OffsetLimit,
    /// <summary>By <c>{{page.number}}</c>.</summary>
    PageNumber,
    /// <summary>By <c>{{page.cursor}}</c>, which each page says for the next.</summary>
    Cursor,
    /// <summary>Each page gives the address of the next.</summary>
    NextLink,
}
