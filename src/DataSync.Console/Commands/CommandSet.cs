using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace DataSync.Hosting.Commands;

/// <summary>
/// The few commands of PowerShell's Utility and Management modules that the console brings along, as those modules are no part of the library it
/// runs on. Each is a subset: a parameter it lacks is an error, never ignored.
/// </summary>
internal static class CommandSet
{
    public static IEnumerable<SessionStateCommandEntry> All =>
        from type in typeof(CommandSet).Assembly.GetTypes()
        let name = (CmdletAttribute?)Attribute.GetCustomAttribute(type, typeof(CmdletAttribute))
        where name is not null
        select new SessionStateCmdletEntry($"{name.VerbName}-{name.NounName}", type, null);
}
