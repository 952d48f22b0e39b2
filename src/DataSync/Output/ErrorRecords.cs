using System.Management.Automation;

namespace DataSync.Output;

/// <summary>Turns what went wrong into error records: a stable id, a specific category, the target, and the fix.</summary>
internal static class ErrorRecords
{
    /// <summary>Trouble that is the user's or the environment's, and so is reported; anything else is a bug and surfaces as it is.</summary>
    public static bool IsExpected(Exception e) => e is DataSyncException or IOException or UnauthorizedAccessException or HttpRequestException;

    public static ErrorRecord From(Exception e, object? target) => e is DataSyncException known
        ? Create(known, known.Id, CategoryOf(known.Id), target, known.Advice)
        : Create(e, e.GetType().Name.Replace("Exception", "", StringComparison.Ordinal), CategoryOf(e), target, null);

    /// <param name="failure">The failure.</param>
    /// <param name="dataset">The dataset, with which a message begins that names its place already.</param>
    /// <param name="place">The place to name otherwise.</param>
    /// <param name="target">What failed.</param>
    public static ErrorRecord From(Failure failure, string dataset, string place, object? target)
    {
        var message = failure.Message.StartsWith($"{dataset}: ", StringComparison.Ordinal) ? failure.Message : $"{place}: {failure.Message}";
        return Create(new DataSyncException(failure.Category.ToString(), message, failure.Advice), failure.Category.ToString(), CategoryOf(failure.Category), target, failure.Advice);
    }

    /// <summary>The message a person reads of an error that a script met, without the layers PowerShell wraps around it.</summary>
    public static string Text(ErrorRecord record) => record.ErrorDetails?.Message ?? record.Exception.Message;

    private static ErrorRecord Create(Exception e, string id, ErrorCategory category, object? target, string? advice)
    {
        var record = new ErrorRecord(e, id, category, target);
        if (advice is not null) record.ErrorDetails = new ErrorDetails(e.Message) { RecommendedAction = advice };
        return record;
    }

    private static ErrorCategory CategoryOf(string id) => id switch
    {
        _ when id.EndsWith("NotFound", StringComparison.Ordinal) || id == "UnknownKind" => ErrorCategory.ObjectNotFound,
        _ when id.EndsWith("Exists", StringComparison.Ordinal) => ErrorCategory.ResourceExists,
        _ when id.EndsWith("InUse", StringComparison.Ordinal) || id.EndsWith("Locked", StringComparison.Ordinal) || id == "PlanRunning" => ErrorCategory.ResourceBusy,
        _ when id.EndsWith("NotWritable", StringComparison.Ordinal) => ErrorCategory.WriteError,
        _ when id.EndsWith("Unreachable", StringComparison.Ordinal) => ErrorCategory.ConnectionError,
        _ when id.StartsWith("Secret", StringComparison.Ordinal) => ErrorCategory.SecurityError,
        _ when id.StartsWith("Document", StringComparison.Ordinal) || id.StartsWith("CatalogFile", StringComparison.Ordinal) => ErrorCategory.InvalidData,
        _ when id.EndsWith("Mismatch", StringComparison.Ordinal) || id.EndsWith("TooNew", StringComparison.Ordinal) => ErrorCategory.InvalidOperation,
        _ => ErrorCategory.InvalidArgument,
    };

    private static ErrorCategory CategoryOf(Exception e) => e switch
    {
        FileNotFoundException or DirectoryNotFoundException => ErrorCategory.ObjectNotFound,
        UnauthorizedAccessException => ErrorCategory.PermissionDenied,
        HttpRequestException => ErrorCategory.ConnectionError,
        _ => ErrorCategory.WriteError,
    };

    private static ErrorCategory CategoryOf(FailureCategory category) => category switch
    {
        FailureCategory.RateLimited or FailureCategory.Truncated or FailureCategory.TooLarge => ErrorCategory.LimitsExceeded,
        FailureCategory.QuotaUsedUp => ErrorCategory.QuotaExceeded,
        FailureCategory.Permission => ErrorCategory.PermissionDenied,
        FailureCategory.BadToken => ErrorCategory.AuthenticationError,
        FailureCategory.BadArguments => ErrorCategory.InvalidArgument,
        FailureCategory.Transient => ErrorCategory.ConnectionError,
        FailureCategory.Fatal => ErrorCategory.ProtocolError,
        FailureCategory.Schema => ErrorCategory.MetadataError,
        FailureCategory.Value => ErrorCategory.InvalidData,
        _ => ErrorCategory.WriteError,
    };
}
