using DataSync.Catalog;
using DataSync.Limits;
using DataSync.Secrets;
using DataSync.Sources;
using DataSync.Stores;

namespace DataSync.Sync;

/// <summary>What the engine takes from outside, so that tests can replace it.</summary>
public sealed record EngineServices
{
    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
    /// <summary>The network; null: the real one.</summary>
    public HttpMessageHandler? Handler { get; init; }
    /// <summary>Resolves secrets; null: <c>env:</c> and <c>file:</c> only.</summary>
    public ISecretResolver? Secrets { get; init; }
    /// <summary>Randomness for jitter.</summary>
    public Random Random { get; init; } = Random.Shared;

    /// <summary>Gives objects to sources of objects; null: there are none.</summary>
    public Sources.Objects.IObjectHost? Objects { get; init; }
    /// <summary>Runs programs that notifications start.</summary>
    public Scheduling.IProgramRunner Programs { get; init; } = new Scheduling.ProgramRunner();

    /// <summary>Bytes that staged rows of a run may take in memory.</summary>
    internal long StagingBytes { get; init; } = 12 << 20;
    /// <summary>A source of a test's own; null: the source's kind opens it.</summary>
    internal Func<Source, ISource>? SourceOpener { get; init; }
    /// <summary>A store of a test's own; null: the store's kind opens it.</summary>
    internal Func<Store, IStore>? StoreOpener { get; init; }

    /// <summary>What notifications of a workspace work with.</summary>
    public Notifications.NotificationContext ForNotifications(Workspace workspace) => new()
    {
        Workspace = workspace,
        Secrets = Secrets ?? new SecretResolver(workspace),
        Time = Time,
        Handler = Handler,
        Programs = Programs,
    };

    /// <summary>Opens a source of a workspace; nothing is sent.</summary>
    /// <exception cref="DataSyncException">Its kind is unknown, or its definition wrong.</exception>
    public ISource Open(Source source, Workspace workspace, IRateLimiter limiter) => SourceOpener?.Invoke(source) ?? SourceKinds.Get(source.Kind).Open(source, new SourceContext
    {
        Workspace = workspace,
        Time = Time,
        Secrets = Secrets ?? new SecretResolver(workspace),
        Limiter = limiter,
        Handler = Handler,
        Random = Random,
        Objects = Objects,
    });

    /// <summary>Opens a store of a workspace; nothing is touched.</summary>
    /// <exception cref="DataSyncException">Its kind is unknown, or its definition wrong.</exception>
    public IStore Open(Store store, Workspace workspace) => StoreOpener?.Invoke(store) ?? StoreKinds.Get(store.Kind).Open(store, new StoreContext(workspace, Time, Secrets ?? new SecretResolver(workspace)));
}
