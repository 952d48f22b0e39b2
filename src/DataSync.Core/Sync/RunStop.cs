namespace DataSync.Sync;

/// <summary>Why a run ends before its slices do. It stops the asking, not the committing of what is there.</summary>
internal sealed class RunStop : IDisposable
{
    private readonly CancellationTokenSource _stop;
    private readonly CancellationTokenRegistration _registration;
    private volatile Reason? _reason;

    public RunStop(CancellationToken user)
    {
        _stop = new CancellationTokenSource();
        _registration = user.Register(() => Because(new(RunStatus.Stopped, "Interrupted; what was committed stays. Run the plan again to go on.")));
    }

    /// <summary>Ends planning and fetching.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Why; null while the run goes on. A store that fails outweighs what came before.</summary>
    public Reason? Cause => _reason;

    /// <summary>True where the store failed, so that nothing more can be written.</summary>
    public bool StoreFailed => _reason is { IsStore: true };

    /// <summary>Ends the run.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="finishBegun">True where slices that are begun may still end.</param>
    /// <returns>True where this is the first reason.</returns>
    public bool Because(Reason reason, bool finishBegun = false)
    {
        var first = Interlocked.CompareExchange(ref _reason, reason, null) is null;
        if (!first && reason.IsStore) _reason = reason;
        if (!finishBegun) _stop.Cancel();
        return first;
    }

    public void Dispose()
    {
        _registration.Dispose();
        _stop.Dispose();
    }

    /// <summary>A reason.</summary>
    internal sealed record Reason(RunStatus Status, string Message, DateTime? ResumeAt = null, bool IsStore = false)
    {
        /// <summary>A failure's message with its advice.</summary>
        public static string Text(Failure failure) => failure.Advice is { } advice ? $"{failure.Message} {advice}" : failure.Message;

        /// <summary>An error's message with its advice.</summary>
        public static string Text(Exception error) => error is DataSyncException { Advice: { } advice } ? $"{error.Message} {advice}" : error.Message;
    }
}
