using System.Collections;
using System.Management.Automation;
using System.Text.Json;
using System.Text.Json.Nodes;
using DataSync.Completion;
using DataSync.Notifications;
using DataSync.Parameters;

namespace DataSync.Commands;

/// <summary>Says whom to tell when a plan fails, is partly done, meets other columns, is late, or is well again.</summary>
/// <remarks>
/// Makes the notification, or changes what is given of one there is. Each change of a plan's state is told once, however many runs see it. A message that does not arrive is tried three times,
/// then it is a warning of the run, and is sent with the plan's next run. Kinds: Webhook posts JSON (-Preset Slack, Teams, Feishu, DingTalk, Json, or -Template); Email sends by SMTP (-Address
/// host:port, -Setting @{ From = …; To = …; User = …; Tls = 'Required' }, the password as -Secret); Command runs the program of -Address (-Setting @{ Arguments = … }), which gets the message's fields as
/// JSON on its input. Templates name fields: {{ title }}, {{ text }}, {{ event }}, {{ plan }}, {{ status }}, {{ run }}, {{ dataset }}, {{ store }}, {{ table }}, {{ done }}, {{ failed }}, {{ rows }},
/// {{ seconds }}, {{ workspace }}, {{ machine }}, {{ at }}.
/// </remarks>
/// <example><code>Set-DsNotification ops -Preset Feishu -Address secret:feishu_robot</code><para>Tells a chat of all plans. The address of such a robot is a secret: keep it with Set-DsSecret first.</para></example>
/// <example><code>Set-DsNotification mail -Kind Email -Address smtp.example.com:587 -Secret secret:smtp -Setting @{ From = 'datasync@example.com'; To = 'ops@example.com'; User = 'datasync' }</code><para>Mails.</para></example>
/// <example><code>Set-DsNotification pager -Preset Json -Address https://pager.example.com/hook -On Failed, Late, Recovered -Plan daily, 'index_*'</code><para>Some events of some plans.</para></example>
/// <example><code>Set-DsNotification script -Kind Command -Address /usr/local/bin/tell-ops -Setting @{ Arguments = '--plan', '{{ plan }}' }</code><para>A program of one's own.</para></example>
[Cmdlet(VerbsCommon.Set, "DsNotification", SupportsShouldProcess = true)]
[OutputType(typeof(Notification))]
public sealed class SetDsNotificationCommand : WorkspaceCommand
{
    /// <summary>The notification's name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NotificationCompleter))]
    public string Name { get; set; } = "";

    /// <summary>Webhook, Email or Command; without it, what the notification is already, else Webhook.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NotificationKindCompleter))]
    public string? Kind { get; set; }

    /// <summary>Where to: a web address, a mail server as host:port, or a program. A web address that is a secret is given as a reference: secret:NAME, env:NAME or file:path.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Address { get; set; }

    /// <summary>A reference to the mail server's password or the robot's signing key: secret:NAME, env:NAME or file:path. $null takes it out.</summary>
    [Parameter]
    public string? Secret { get; set; }

    /// <summary>What to tell of: Failed, Partial, SchemaChanged, Late, Recovered; without it, all.</summary>
    [Parameter]
    [Alias("Events")]
    [ValidateNotNullOrEmpty]
    public NotificationEvent[] On { get; set; } = [];

    /// <summary>Names of the plans to tell of; wildcards are allowed. Without it, all.</summary>
    [Parameter]
    [Alias("Plans")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(PlanCompleter))]
    public string[] Plan { get; set; } = [];

    /// <summary>The form of a web request: Slack, Teams, Feishu, DingTalk, Json, or a file of the workspace's notifications/presets.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NotificationPresetCompleter))]
    public string? Preset { get; set; }

    /// <summary>The JSON to post instead of the preset's, with fields such as {{ title }} in its texts.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Template { get; set; }

    /// <summary>Settings of the kind, such as @{ Headers = @{ 'X-Team' = 'quant' } }. Laid over those there are: a field of $null is removed, @{} removes all.</summary>
    [Parameter]
    public Hashtable? Setting { get; set; }

    /// <summary>Free text.</summary>
    [Parameter]
    public string? Description { get; set; }

    /// <summary>Writes the notification.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override object? Subject => Name;

    /// <inheritdoc/>
    protected override void Process()
    {
        SecretReference.Require(MyInvocation, $"secret of notification '{Name}'", Secret);
        var before = Home.Notifications.Find(Name);
        Change(before ?? new Notification { Name = Name, Kind = "Webhook" }); // what is wrong shows under -WhatIf too
        if (!ShouldProcess(System.IO.Path.Combine(Home.Notifications.Path, $"{Name}.json"), $"{(before is null ? "Save" : "Change")} notification '{Name}'")) return;
        Notification saved;
        if (before is null) Home.Notifications.Save(saved = Change(new Notification { Name = Name, Kind = "Webhook" }), overwrite: false);
        else saved = Home.Notifications.Update(Name, Change);
        if (PassThru) WriteObject(saved);
    }

    private Notification Change(Notification old)
    {
        var settings = Has(nameof(Setting)) ? JsonSettings.Merge(old.Settings, OneToList(Setting)) : old.Settings?.DeepClone().AsObject();
        if (Preset is not null) (settings ??= [])["preset"] = Preset;
        if (Template is not null) (settings ??= [])["body"] = Parse(Template);
        var changed = old with
        {
            Kind = Kind is null ? old.Kind : NotificationKinds.Get(Kind).Name,
            Address = Address ?? old.Address,
            Secret = Has(nameof(Secret)) ? (string.IsNullOrEmpty(Secret) ? null : Secret) : old.Secret,
            Events = Has(nameof(On)) ? [.. On.Where(e => e != NotificationEvent.Test).Distinct()] : old.Events,
            Plans = Has(nameof(Plan)) ? Plan : old.Plans,
            Settings = settings,
            Description = Has(nameof(Description)) ? Description : old.Description,
        };
        NotificationKinds.Get(changed.Kind).Validate(changed, Home);
        return changed;
    }

    /// <summary>One receiver or argument is a list of one.</summary>
    private static Hashtable? OneToList(Hashtable? given)
    {
        if (given is null) return null;
        var table = (Hashtable)given.Clone();
        foreach (var key in table.Keys.Cast<object>().Where(k => k is string name && (name.Equals("To", StringComparison.OrdinalIgnoreCase) || name.Equals("Arguments", StringComparison.OrdinalIgnoreCase))).ToList())
            if (table[key] is string or PSObject { BaseObject: string }) table[key] = new object?[] { table[key] };
        return table;
    }

    private static JsonNode Parse(string template)
    {
        try
        {
            return JsonNode.Parse(template) ?? throw new DataSyncException("SettingInvalid", "The template is null.", "Give the JSON to post.");
        }
        catch (JsonException e)
        {
            throw new DataSyncException("SettingInvalid", $"The template is no JSON: {e.Message}", "Put fields into its texts: '{\"text\": \"{{ title }}: {{ text }}\"}'.", e);
        }
    }
}
