using DataSync.Limits;
using DataSync.Sources.Answers;
using DataSync.Sources.Http.Requests;
using DataSync.Sources.Http.Settings;

namespace DataSync.Sources.Http;

/// <summary>How one dataset of a source is asked and answers: its settings, compiled once.</summary>
internal sealed class HttpEndpoint
{
    /// <summary>Compiles checked settings.</summary>
    /// <exception cref="DataSyncException"><c>SettingInvalid</c>.</exception>
    public HttpEndpoint(Source source, Dataset? dataset, SettingsLayers layers)
    {
        Settings = layers.Read(HttpSettingsJson.Default.HttpSettings);
        SettingsValidator.Validate(Settings, layers, source.Token is { Length: > 0 });
        Template = new RequestTemplate(Settings, layers);
        RequirePlace(PagingMode.OffsetLimit, "page.offset");
        RequirePlace(PagingMode.PageNumber, "page.number");
        RequirePlace(PagingMode.Cursor, "page.cursor");
        Paths = PathsOf(Settings);
        Records = RecordPath.Parse(Settings.Records.Path);
        Zone = TimeZoneInfo.FindSystemTimeZoneById(Settings.TimeZone);
        Windows = (dataset?.Settings?.ContainsKey("limits") == true ? Settings.Limits : null) ?? source.Limits ?? Settings.Limits ?? Tier(Settings, source.Points);
        Limits = new RateLimits(Windows, Settings.Concurrent);

        void RequirePlace(PagingMode mode, string placeholder)
        {
            if (Settings.Paging.Mode == mode && !Template.Uses(placeholder))
                throw layers.Invalid("paging.mode", $"{mode}, but no request says {{{{{placeholder}}}}}", $"Put {{{{{placeholder}}}}} into the query or the body.");
        }
    }

    /// <summary>The settings.</summary>
    public HttpSettings Settings { get; }
    /// <summary>Makes the requests.</summary>
    public RequestTemplate Template { get; }
    /// <summary>Where in an answer things are.</summary>
    public PathNode Paths { get; }
    /// <summary>Where the rows are.</summary>
    public RecordPath Records { get; }
    /// <summary>The vendor's time zone.</summary>
    public TimeZoneInfo Zone { get; }
    /// <summary>The rate windows in force.</summary>
    public IReadOnlyList<RateWindow> Windows { get; }
    /// <summary>All limits in force.</summary>
    public RateLimits Limits { get; }

    private static PathNode PathsOf(HttpSettings settings)
    {
        var root = PathNode.Of(settings.Records);
        root.Add(settings.Answer.Code, AnswerPart.Code);
        root.Add(settings.Answer.Message, AnswerPart.Message);
        root.Add(settings.Paging.HasMore, AnswerPart.HasMore);
        root.Add(InBody(settings.Paging.Cursor), AnswerPart.Cursor);
        root.Add(InBody(settings.Paging.NextLink), AnswerPart.NextLink);
        return root;

        static string? InBody(string? place) => place?.StartsWith(SettingsValidator.HeaderPrefix, StringComparison.OrdinalIgnoreCase) == true ? null : place;
    }

    private static IReadOnlyList<RateWindow> Tier(HttpSettings settings, int? points)
    {
        var tiers = settings.Tiers.OrderBy(t => t.Points).ToList();
        return (tiers.LastOrDefault(t => t.Points <= (points ?? 0)) ?? tiers.FirstOrDefault())?.Limits ?? [];
    }
}
