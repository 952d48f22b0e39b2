using System.Text.Encodings.Web;
using System.Text.Json;
using DataSync.Catalog;

namespace DataSync.Notifications.Command;

/// <summary>Runs a program, which gets the message's fields as JSON on its input. No shell takes part.</summary>
public sealed class CommandNotification : INotificationKind
{
    private const int ErrorShown = 300;
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <inheritdoc/>
    public string Name => "Command";
    /// <inheritdoc/>
    public string Description => "Runs a program, which gets the message as JSON on its input.";

    /// <inheritdoc/>
    public void Validate(Notification notification, Workspace workspace)
    {
        var settings = NotificationSettings.Read<CommandSettings>(notification, notification.Settings);
        if (notification.Address is null or "" || NotificationContext.IsReference(notification.Address))
            throw new DataSyncException("SettingInvalid", $"Notification '{notification.Name}' names no program.", $"Set-DsNotification {notification.Name} -Address /usr/local/bin/tell-ops");
        if (notification.Secret is not null) throw new DataSyncException("SettingInvalid", $"Notification '{notification.Name}': a program gets no secret from here, as command lines and environments can be seen.", "Let the program read its secret by itself.");
        var fields = new NotificationMessage { Event = NotificationEvent.Test, Plan = "", Title = "", Text = "", Workspace = workspace.Root, At = default }.Fields();
        foreach (var argument in settings.Arguments) MessageTemplate.Expand(argument, fields);
    }

    /// <inheritdoc/>
    public async Task<Failure?> SendAsync(Notification notification, NotificationMessage message, NotificationContext context, CancellationToken cancellationToken)
    {
        var settings = NotificationSettings.Read<CommandSettings>(notification, notification.Settings);
        var fields = message.Fields();
        var result = await context.Programs.RunAsync(notification.Address!, [.. settings.Arguments.Select(a => MessageTemplate.Expand(a, fields))], JsonSerializer.Serialize(fields, Relaxed), cancellationToken);
        if (result.ExitCode == 0) return null;
        var said = (result.Error.Trim() is { Length: > 0 } error ? error : result.Output.Trim()).ReplaceLineEndings(" ");
        return new Failure(FailureCategory.Transient, $"'{notification.Address}' ended with {result.ExitCode}: {(said.Length > ErrorShown ? said[..ErrorShown] + "…" : said)}");
    }

    /// <summary>How the program is started.</summary>
    internal sealed record CommandSettings
    {
        /// <summary>Its arguments, whose texts may name fields.</summary>
        public IReadOnlyList<string> Arguments { get; init; } = [];
    }
}
