using DataSync.Diagnostics;
using Polly;
using Polly.Retry;

namespace DataSync.Notifications;

/// <summary>Sends a message, and again where that may help.</summary>
internal static class NotificationSender
{
    private const int Attempts = 3;
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(2), LongestWait = TimeSpan.FromSeconds(30);
    /// <summary>How long one attempt may take.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <returns>Why the message did not arrive; null: it did.</returns>
    public static async Task<Failure?> SendAsync(Notification notification, NotificationMessage message, NotificationContext context, CancellationToken cancellationToken)
    {
        try
        {
            var kind = NotificationKinds.Get(notification.Kind);
            var failure = await Pipeline(context.Time).ExecuteAsync(async cancel => await SendOnceAsync(kind, notification, message, context, cancel), cancellationToken);
            Telemetry.Notified(kind.Name, failure is null);
            return failure;
        }
        catch (DataSyncException e)
        {
            return new Failure(FailureCategory.BadArguments, e.Message) { Advice = e.Advice };
        }
    }

    private static async Task<Failure?> SendOnceAsync(INotificationKind kind, Notification notification, NotificationMessage message, NotificationContext context, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Patience, context.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            return await kind.SendAsync(notification, message, context, both.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new Failure(FailureCategory.Transient, $"No answer within {Patience.TotalSeconds:0} seconds.");
        }
    }

    private static ResiliencePipeline<Failure?> Pipeline(TimeProvider time) => new ResiliencePipelineBuilder<Failure?> { TimeProvider = time }.AddRetry(new RetryStrategyOptions<Failure?>
    {
        MaxRetryAttempts = Attempts - 1,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        Delay = FirstWait,
        MaxDelay = LongestWait,
        ShouldHandle = static arguments => ValueTask.FromResult(arguments.Outcome.Result?.Category == FailureCategory.Transient),
        DelayGenerator = static arguments => ValueTask.FromResult(arguments.Outcome.Result?.RetryAfter is { } wait ? wait < LongestWait ? wait : LongestWait : (TimeSpan?)null),
    }).Build();
}
