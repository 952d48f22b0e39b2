using DataSync.Catalog;
using DataSync.Scheduling;
using DataSync.Secrets;

namespace DataSync.Notifications;

/// <summary>A way to tell somebody. One class of each folder of <c>Notifications/</c> implements it, public and with a parameterless constructor; <see cref="NotificationKinds"/> finds it.</summary>
public interface INotificationKind
{
    /// <summary>The kind's name, such as <c>Webhook</c>.</summary>
    string Name { get; }
    /// <summary>One sentence for completion and help.</summary>
    string Description { get; }
    /// <summary>Checks a definition; sends nothing.</summary>
    /// <exception cref="DataSyncException"><c>SettingInvalid</c>, <c>SecretReferenceInvalid</c>, …: names the setting and the fix.</exception>
    void Validate(Notification notification, Workspace workspace);
    /// <summary>Sends a message once.</summary>
    /// <returns>Why it did not arrive, without secrets; <see cref="FailureCategory.Transient"/> where sending again may help. Null: it arrived.</returns>
    /// <exception cref="DataSyncException">The definition is wrong, or a secret is not there.</exception>
    Task<Failure?> SendAsync(Notification notification, NotificationMessage message, NotificationContext context, CancellationToken cancellationToken);
}

/// <summary>What kinds of notification work with.</summary>
public sealed record NotificationContext
{
    /// <summary>The workspace.</summary>
    public required Workspace Workspace { get; init; }
    /// <summary>Resolves secrets.</summary>
    public required ISecretResolver Secrets { get; init; }
    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
    /// <summary>The network of web requests; null: the real one.</summary>
    public HttpMessageHandler? Handler { get; init; }
    /// <summary>Runs programs.</summary>
    public IProgramRunner Programs { get; init; } = new ProgramRunner();

    /// <summary>An address that may be given as a reference.</summary>
    internal async ValueTask<string> ResolveAsync(string address, CancellationToken cancellationToken) => IsReference(address) ? await Secrets.ResolveAsync(address, cancellationToken) : address;

    /// <summary>True where a text refers to a secret.</summary>
    internal static bool IsReference(string text) => text.StartsWith("env:", StringComparison.Ordinal) || text.StartsWith("file:", StringComparison.Ordinal) || text.StartsWith(SecretVault.Scheme, StringComparison.Ordinal);
}
