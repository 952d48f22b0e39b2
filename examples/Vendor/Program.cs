using System.Diagnostics;
using System.Runtime.InteropServices;
using DataSync.Examples.Vendor;

if (args.Contains("--help"))
{
    Console.WriteLine(CommandLine.Usage);
    return 0;
}

var options = CommandLine.Parse(args);
var done = new TaskCompletionSource();
void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    done.TrySetResult();
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

await using var vendor = await VendorServer.StartAsync(options);
Console.WriteLine(vendor.Uri);
if (options.UrlFile is { } file)
{
    // Written aside and renamed, so that whoever waits for the file never reads half an address.
    await File.WriteAllTextAsync(file + ".tmp", vendor.Uri.ToString());
    File.Move(file + ".tmp", file, overwrite: true);
}

// A starter that is killed cannot stop what it started: the vendor goes when its starter has gone.
using var starter = options.Parent is { } id ? Process.GetProcessById(id) : null;
await (starter is null ? done.Task : Task.WhenAny(done.Task, starter.WaitForExitAsync()));
return 0;
