using DataSync.Sources.Http.Settings;
using Polly;
using Polly.Retry;

namespace DataSync.Sources.Http;

/// <summary>Asks within the rate windows, and again where that may help: transient failures with growing waits, refusals for being too fast once the window opens.</summary>
internal sealed class RequestRetry(Source source, SourceContext context)
{
    private static readonly ResiliencePropertyKey<Action<TimeSpan, Failure>> OnWait = new("DataSync.OnWait");
    private readonly System.Runtime.CompilerServices.ConditionalWeakTable<RetrySettings, ResiliencePipeline<Answer>> _pipelines = [];
    private readonly Lock _random = new();

    /// <summary>Asks for one page until there is an answer that stands.</summary>
    public async Task<Answer> AskAsync(HttpEndpoint endpoint, string api, string description, Func<Task<Answer>> ask, IFetchObserver observer, CancellationToken cancellationToken)
    {
        var retry = endpoint.Settings.Retry;
        var pipeline = _pipelines.GetValue(retry, Build);
        var resilience = ResilienceContextPool.Shared.Get(cancellationToken);
        try
        {
            resilience.Properties.Set(OnWait, (delay, failure) => observer.Waiting($"{description}: {failure.Message}", delay));
            return await pipeline.ExecuteAsync(async _ => await AskWithinLimitsAsync(), resilience);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(resilience);
        }

        async ValueTask<Answer> AskWithinLimitsAsync()
        {
            for (var waits = 0; ; waits++)
            {
                var (place, usedUp) = await AcquireAsync(endpoint, api, observer, cancellationToken);
                if (usedUp is not null) return new Answer { Failure = usedUp };
                Answer answer;
                using (place)
                {
                    observer.Requested(description);
                    answer = await ask();
                }
                if (answer.Failure?.Limit is { } limit) await context.Limiter.LearnAsync(source.Name, api, limit with { PerApi = !answer.WholeSource }, cancellationToken);
                if (answer.Failure is { Category: FailureCategory.QuotaUsedUp, RetryAfter: { } period } spent)
                {
                    // until then the next run asks nothing in vain, and after it goes on by itself
                    var renewal = UntilRenewal(period, endpoint.Zone);
                    await context.Limiter.BlockAsync(source.Name, api, renewal, answer.WholeSource, cancellationToken);
                    return answer with { Failure = spent with { RetryAfter = renewal } };
                }
                if (answer.Failure is not { Category: FailureCategory.RateLimited, RetryAfter: { } wait } failure) return answer;
                await context.Limiter.BlockAsync(source.Name, api, wait, answer.WholeSource, cancellationToken);
                if (wait > retry.MaxWait) return answer with { Failure = failure with { Category = FailureCategory.QuotaUsedUp } };
                if (waits == retry.RateLimitWaits) return answer;
                observer.Waiting($"{description}: {failure.Message}", wait);
            }
        }
    }

    /// <summary>Waits for the windows; a failure where they open too late to wait for.</summary>
    public async ValueTask<(IDisposable? Place, Failure? UsedUp)> AcquireAsync(HttpEndpoint endpoint, string api, IFetchObserver? observer, CancellationToken cancellationToken)
    {
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        TimeSpan? tooLong = null;
        try
        {
            return (await context.Limiter.AcquireAsync(source.Name, api, endpoint.Limits, Waiting, giveUp.Token), null);
        }
        catch (OperationCanceledException) when (tooLong is not null && !cancellationToken.IsCancellationRequested)
        {
            return (null, new Failure(FailureCategory.QuotaUsedUp, $"The rate windows of {source.Name} ({string.Join("; ", endpoint.Windows)}) admit no request of {api} for {tooLong}.")
            {
                RetryAfter = tooLong,
                Advice = "Go on when the quota is renewed.",
            });
        }

        void Waiting(TimeSpan delay)
        {
            if (delay <= endpoint.Settings.Retry.MaxWait)
            {
                observer?.Waiting($"rate limit of {source.Name} for {api}", delay);
                return;
            }
            tooLong = delay;
            giveUp.Cancel();
        }
    }

    /// <summary>A quota of a day is renewed with the vendor's day; a shorter one when its time has passed.</summary>
    private TimeSpan UntilRenewal(TimeSpan period, TimeZoneInfo zone)
    {
        if (period < TimeSpan.FromDays(1)) return period;
        return TimeSpan.FromDays(1) - TimeZoneInfo.ConvertTime(context.Time.GetUtcNow(), zone).TimeOfDay;
    }

    private ResiliencePipeline<Answer> Build(RetrySettings settings)
    {
        if (settings.Attempts <= 1) return ResiliencePipeline<Answer>.Empty;
        return new ResiliencePipelineBuilder<Answer> { TimeProvider = context.Time }.AddRetry(new RetryStrategyOptions<Answer>
        {
            MaxRetryAttempts = settings.Attempts - 1,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = settings.BaseDelay,
            MaxDelay = settings.MaxDelay,
            Randomizer = NextRandom,
            ShouldHandle = static arguments => ValueTask.FromResult(arguments.Outcome.Result?.Failure?.Category == FailureCategory.Transient),
            DelayGenerator = arguments => ValueTask.FromResult(arguments.Outcome.Result?.Failure?.RetryAfter is { } wait && wait <= settings.MaxWait ? wait : (TimeSpan?)null),
            OnRetry = static arguments =>
            {
                if (arguments.Outcome.Result?.Failure is { } failure && arguments.Context.Properties.TryGetValue(OnWait, out var onWait)) onWait!(arguments.RetryDelay, failure);
                return ValueTask.CompletedTask;
            },
        }).Build();
    }

    private double NextRandom()
    {
        lock (_random) return context.Random.NextDouble();
    }
}
