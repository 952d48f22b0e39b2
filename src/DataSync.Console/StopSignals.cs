using System.Runtime.InteropServices;

namespace DataSync.Hosting;

/// <summary>
/// Ctrl+C and the request to terminate end the running pipeline in good order. A second one, or one while nothing runs, ends the process at once,
/// as the system does by itself.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private readonly PosixSignalRegistration[] _registrations;

    /// <param name="stop">Asks the running pipeline to stop; false where none runs, or it was asked before.</param>
    public StopSignals(Func<bool> stop)
    {
        void Handle(PosixSignalContext context) => context.Cancel = stop();
        _registrations = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle)];
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
    }
}
