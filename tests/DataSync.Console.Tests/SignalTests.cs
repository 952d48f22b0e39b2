namespace DataSync.Hosting.Tests;

public sealed class SignalTests
{
    private const string Waiting = "try { 'started'; Start-Sleep 300; 'not reached' } finally { [Console]::Error.WriteLine('cleaned up') }";

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_signal_stops_the_command_in_good_order(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals to send.");
        using var child = ChildProcess.Console("-Command", Waiting);
        await child.WaitFor("started\n");

        await child.Signal(signal);
        var ended = await child.End();

        Assert.Equal(130, ended.ExitCode);
        Assert.Equal("", ended.Output);
        Assert.Equal("cleaned up\n", ended.Error);
    }

    [Fact]
    public async Task A_second_one_ends_the_process_when_the_command_cannot_be_stopped()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals to send.");
        using var child = ChildProcess.Console("-Command", "try { 'started'; Start-Sleep 300 } finally { [Console]::WriteLine('stuck'); [Threading.Thread]::Sleep(300000) }");
        await child.WaitFor("started\n");

        await child.Signal("INT");
        await child.WaitFor("stuck\n");
        await child.Signal("INT");

        Assert.Equal(130, (await child.End()).ExitCode);
    }
}
