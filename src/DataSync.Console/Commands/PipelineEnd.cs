using System.Management.Automation;
using System.Reflection;

namespace DataSync.Hosting.Commands;

/// <summary>Ends the commands before one in its pipeline, once it has all it wants.</summary>
internal static class PipelineEnd
{
    // PowerShell keeps this exception to itself, though no other way tells upstream commands to end while downstream ones go on.
    private static readonly ConstructorInfo Constructor = typeof(PSCmdlet).Assembly
        .GetType("System.Management.Automation.StopUpstreamCommandsException", throwOnError: true)!
        .GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)[0];

    public static void StopUpstream(Cmdlet cmdlet) => throw (Exception)Constructor.Invoke([cmdlet]);
}
