using System.Text;

namespace DataSync.Scheduling.Systemd;

/// <summary>The text of units.</summary>
internal static class UnitText
{
    private const string Note = "Note=";

    public static string Timer(JobDefinition job, DateTimeOffset now)
    {
        var text = new StringBuilder($"""
            [Unit]
            Description={Plain(job.Description)}

            [Timer]

            """);
        foreach (var line in OnCalendar.Lines(job.Clock, now)) text.Append("OnCalendar=").Append(line).Append('\n');
        text.Append("Persistent=true\nAccuracySec=1s\n");
        if (job.RandomDelay > TimeSpan.Zero) text.Append(System.Globalization.CultureInfo.InvariantCulture, $"RandomizedDelaySec={(long)Math.Ceiling(job.RandomDelay.TotalSeconds)}s\n");
        return text.Append($"""

            [Install]
            WantedBy=timers.target

            [X-DataSync]
            {Note}{job.Note.ToText()}

            """).ToString();
    }

    public static string Service(JobDefinition job, Machine machine)
    {
        var text = new StringBuilder($"[Unit]\nDescription={Plain(job.Description)}\n");
        if (machine.System) text.Append("Wants=network-online.target\nAfter=network-online.target\n");
        text.Append("\n[Service]\nType=oneshot\n");
        if (machine.System) text.Append($"User={Plain(machine.User)}\n");
        text.Append($"WorkingDirectory={Plain(job.Note.Workspace)}\n");
        foreach (var (name, value) in job.Environment.OrderBy(v => v.Key, StringComparer.Ordinal)) text.Append($"Environment={Quoted($"{name}={value}")}\n");
        text.Append($"ExecStart={string.Join(' ', job.Arguments.Prepend(job.Program).Select(a => Quoted(a).Replace("$", "$$", StringComparison.Ordinal)))}\n");
        // the runtime writes code into memory, so MemoryDenyWriteExecute cannot be among these; file systems stay as they are, since stores may be anywhere
        text.Append("NoNewPrivileges=yes\nLockPersonality=yes\nRestrictRealtime=yes\nRestrictSUIDSGID=yes\nRestrictNamespaces=yes\nSystemCallArchitectures=native\nRestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK\n");
        // a user's manager lacks the rights for the rest
        if (machine.System)
            text.Append("ProtectSystem=full\nProtectControlGroups=yes\nProtectKernelLogs=yes\nProtectKernelModules=yes\nProtectKernelTunables=yes\nProtectClock=yes\nProtectHostname=yes\nPrivateDevices=yes\n");
        // root without its powers could not read a workspace of somebody else's
        if (machine.System && machine.User != "root") text.Append("CapabilityBoundingSet=\n");
        return text.ToString();
    }

    /// <summary>The note of a timer; null for a unit that is not ours.</summary>
    public static JobNote? ReadNote(string timer) =>
        timer.Split('\n').FirstOrDefault(l => l.StartsWith(Note, StringComparison.Ordinal)) is { } line ? JobNote.Read(line[Note.Length..].Trim()) : null;

    /// <summary>Text that is not split: only <c>%</c> means something in it.</summary>
    private static string Plain(string text) => text.Replace("%", "%%", StringComparison.Ordinal);

    private static string Quoted(string text)
    {
        var escaped = Plain(text).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        return escaped.Length > 0 && escaped.All(c => char.IsAsciiLetterOrDigit(c) || "/._-=:+,@%".Contains(c)) ? escaped : $"\"{escaped}\"";
    }
}
