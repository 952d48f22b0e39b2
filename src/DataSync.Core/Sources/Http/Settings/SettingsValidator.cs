using System.Globalization;
using System.Text.RegularExpressions;
using DataSync.Sources.Answers;

namespace DataSync.Sources.Http.Settings;

/// <summary>Checks settings against one another, so that a mistake is an error before the first request.</summary>
internal static class SettingsValidator
{
    /// <summary>Checks all but the templates, which check themselves when they are compiled.</summary>
    /// <exception cref="DataSyncException"><c>SettingInvalid</c>, <c>AddressInsecure</c>; the message names the setting.</exception>
    public static void Validate(HttpSettings settings, SettingsLayers layers, bool hasToken)
    {
        var address = CheckAddress(settings, layers);
        if (hasToken && address.Scheme == Uri.UriSchemeHttp && !address.IsLoopback && !settings.AllowInsecure)
            throw new DataSyncException("AddressInsecure", $"The token would travel unencrypted to {address.Host}.",
                "Use an https address, or set allowInsecure to true in the source's settings.");
        Check(layers, "method", "no HTTP method", () => new HttpMethod(settings.Method));
        Check(layers, "timeZone", $"there is no time zone '{settings.TimeZone}'", () => TimeZoneInfo.FindSystemTimeZoneById(settings.TimeZone));
        Check(layers, "dateFormat", "no date format", () => DateOnly.MinValue.ToString(settings.DateFormat, CultureInfo.InvariantCulture));
        Check(layers, "dateTimeFormat", "no date and time format", () => DateTime.UnixEpoch.ToString(settings.DateTimeFormat, CultureInfo.InvariantCulture));
        Check(layers, "records.path", $"'{settings.Records.Path}' is no JSON path", () => RecordPath.Parse(settings.Records.Path));
        if (settings.Records.Shape != RecordShape.Objects && RecordPath.Parse(settings.Records.Path).Inner is not null) throw layers.Invalid("records.path", "a list within each record, whose rows are objects", "Set records.shape to Objects.");
        CheckPath(layers, "records.names", settings.Records.Names);
        CheckPath(layers, "answer.code", settings.Answer.Code);
        CheckPath(layers, "answer.message", settings.Answer.Message);
        CheckPath(layers, "paging.hasMore", settings.Paging.HasMore);
        if (settings.Records.Shape == RecordShape.NamesAndRows && settings.Records.Names is null)
            throw layers.Invalid("records.names", "missing, though the shape is NamesAndRows", "Give the JSON path of the column names.");
        CheckPaging(settings.Paging, layers);
        CheckNumbers(settings, layers);
        for (var i = 0; i < settings.Errors.Count; i++)
        {
            var rule = settings.Errors[i];
            Check(layers, $"errors[{i}].code", "no regular expression", () => new Regex(rule.Code ?? ""));
            Check(layers, $"errors[{i}].message", "no regular expression", () => new Regex(rule.Message ?? ""));
            if (rule.Status is { } status && !Regex.IsMatch(status, "^[1-5][0-9xX]{2}$"))
                throw layers.Invalid($"errors[{i}].status", $"'{status}' is no HTTP status", "Write a number such as 404, or a class such as 5xx.");
        }
    }

    private static Uri CheckAddress(HttpSettings settings, SettingsLayers layers)
    {
        if (settings.Uri is not { Length: > 0 })
            throw layers.Invalid("uri", "missing", "Give the source its base address, or a preset that has one.");
        return Uri.TryCreate(settings.Uri, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
            ? address
            : throw layers.Invalid("uri", "no absolute http or https address", "Write it as https://host/path.");
    }

    private static void CheckPaging(PagingSettings paging, SettingsLayers layers)
    {
        if (paging.Cursor?.StartsWith(HeaderPrefix, StringComparison.OrdinalIgnoreCase) != true) CheckPath(layers, "paging.cursor", paging.Cursor);
        if (paging.NextLink?.StartsWith(HeaderPrefix, StringComparison.OrdinalIgnoreCase) != true) CheckPath(layers, "paging.nextLink", paging.NextLink);
        if (paging.Mode == PagingMode.Cursor && paging.Cursor is null)
            throw layers.Invalid("paging.cursor", "missing, though the mode is Cursor", "Give a JSON path or header:Name.");
        if (paging.Mode == PagingMode.NextLink && paging.NextLink is null)
            throw layers.Invalid("paging.nextLink", "missing, though the mode is NextLink", "Give a JSON path or header:Link.");
    }

    /// <summary>Begins a place that is a response header, not a JSON path.</summary>
    public const string HeaderPrefix = "header:";

    private static void CheckNumbers(HttpSettings settings, SettingsLayers layers)
    {
        Require(settings.Retry.Attempts >= 1, "retry.attempts", "less than 1");
        Require(settings.Retry.BaseDelay > TimeSpan.Zero, "retry.baseDelay", "not above zero");
        Require(settings.Retry.MaxDelay >= settings.Retry.BaseDelay, "retry.maxDelay", "below baseDelay");
        Require(settings.Timeout > TimeSpan.Zero, "timeout", "not above zero");
        Require(settings.MaxResponseBytes > 0 && settings.MaxResponseBytes <= Array.MaxLength / 2, "maxResponseBytes", "not between 1 and 1 GB");
        Require(settings.Concurrent is null or > 0, "concurrent", "not above zero");
        Require(settings.Paging.PageSize is null or > 0, "paging.pageSize", "not above zero");
        Require(settings.Paging.MaxPages > 0, "paging.maxPages", "not above zero");
        var windows = (settings.Limits ?? []).Concat(settings.Tiers.SelectMany(t => t.Limits));
        Require(windows.All(w => w.Requests > 0 && w.Per > TimeSpan.Zero), settings.Limits is null ? "tiers" : "limits", "a window of no requests or no time");

        void Require(bool holds, string path, string problem)
        {
            if (!holds) throw layers.Invalid(path, problem, "Correct the number.");
        }
    }

    private static void CheckPath(SettingsLayers layers, string setting, string? path)
    {
        if (path is not null) Check(layers, setting, $"'{path}' is no JSON path", () => JsonPath.Parse(path));
    }

    private static void Check(SettingsLayers layers, string setting, string problem, Action act)
    {
        try
        {
            act();
        }
        catch (Exception e) when (e is FormatException or ArgumentException or TimeZoneNotFoundException or InvalidTimeZoneException)
        {
            throw layers.Invalid(setting, problem, e.Message, e);
        }
    }
}
