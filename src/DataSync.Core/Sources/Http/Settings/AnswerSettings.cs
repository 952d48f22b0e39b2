namespace DataSync.Sources.Http.Settings;

/// <summary>What in the body tells success from failure; without a <see cref="Code"/> the HTTP status alone does.</summary>
internal sealed record AnswerSettings
{
    /// <summary>JSON path of the vendor's code.</summary>
    public string? Code { get; set; }
    /// <summary>JSON path of the vendor's message.</summary>
    public string? Message { get; set; }
    /// <summary>Codes that mean success; empty: any code means failure, its absence success.</summary>
    public IReadOnlyList<string> Success { get; set; } = [];
}
