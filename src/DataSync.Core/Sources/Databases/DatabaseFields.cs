using DataSync.Stores;
using DataSync.Stores.Databases;

namespace DataSync.Sources.Databases;

/// <summary>What the definitions of all database sources have in common.</summary>
internal static class DatabaseFields
{
    /// <summary>Where a database is and who logs in, where the settings are none but the connection's.</summary>
    /// <exception cref="DataSyncException">A field or setting is wrong.</exception>
    public static DatabaseOptions Options(Source source)
    {
        Check(source);
        var settings = new SettingsReader(source.Kind, source.Settings, "source");
        var options = DatabaseOptions.From(source, settings);
        settings.Finish();
        return options;
    }

    /// <summary>Refuses what a database does not use.</summary>
    /// <exception cref="DataSyncException"><c>SourceFieldUnused</c>, <c>TimeZoneNotFound</c>.</exception>
    public static void Check(Source source)
    {
        SourceFields.Refuse(source, nameof(Source.Preset), nameof(Source.Uri), nameof(Source.Token), nameof(Source.Points));
        if (source.TimeZone is { } zone && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
            throw new DataSyncException("TimeZoneNotFound", $"Source '{source.Name}': this machine knows no time zone '{zone}'.", "Write an IANA name such as Asia/Shanghai or UTC.");
    }
}
