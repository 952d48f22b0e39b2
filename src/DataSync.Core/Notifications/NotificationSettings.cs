using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace DataSync.Notifications;

/// <summary>Reads a notification's settings as a kind's own record.</summary>
internal static class NotificationSettings
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <exception cref="DataSyncException"><c>SettingInvalid</c>: a setting is unknown or of the wrong type.</exception>
    public static T Read<T>(Notification notification, JsonObject? settings)
    {
        try
        {
            return (settings ?? []).Deserialize<T>(Options)!;
        }
        catch (JsonException e)
        {
            var names = typeof(T).GetProperties().Where(p => p.CanWrite).Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name));
            throw new DataSyncException("SettingInvalid", $"Notification '{notification.Name}': {e.Message.Split(" Path: ")[0]} ({e.Path?.TrimStart('$', '.')})", $"Settings of kind {notification.Kind}: {string.Join(", ", names)}.", e);
        }
    }
}
