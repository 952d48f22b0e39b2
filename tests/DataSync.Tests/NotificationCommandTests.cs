using System.Management.Automation;

namespace DataSync.Tests;

/// <summary>Set, Get, Test and Remove of notifications, and what runs tell.</summary>
public sealed class NotificationCommandTests : IDisposable
{
    private readonly Shell _shell = new();
    private readonly FakeVendor _chat = FakeVendor.Of(_ => "{}");

    public void Dispose()
    {
        _shell.Dispose();
        _chat.Dispose();
    }

    [Fact]
    public void A_notification_is_made_changed_listed_and_removed()
    {
        var made = _shell.One<Notification>("param($uri) Set-DsNotification ops -Preset Json -Address $uri -PassThru", _chat.Uri);
        Assert.Equal(("Webhook", 5, "*"), (made.Kind, made.Events.Count, made.Plans.Single()));
        Assert.Empty(_shell.Run("Set-DsNotification ops -On Late, Failed -Plan 'd*', e -Setting @{ headers = @{ 'X-A' = '1' } }"));
        var changed = _shell.One<Notification>("Get-DsNotification o*");
        Assert.Equal((made.Address, "Late, Failed", "d*, e", """{"preset":"Json","headers":{"X-A":"1"}}"""), (changed.Address, string.Join(", ", changed.Events), string.Join(", ", changed.Plans), changed.Settings!.ToJsonString()));
        Assert.True(changed.Covers("Daily") && changed.Covers("E") && !changed.Covers("weekly"));
        var mail = _shell.One<Notification>("Set-DsNotification mail -Kind Email -Address smtp.test -Setting @{ From = 'a@b.test'; To = 'c@d.test' } -PassThru");
        Assert.Equal("""{"From":"a@b.test","To":["c@d.test"]}""", mail.Settings!.ToJsonString());
        _shell.Run("Set-DsNotification other -Preset Json -Address https://x.test/ -WhatIf; Remove-DsNotification mail");
        Assert.Equal(["ops"], _shell.Workspace.Notifications.Names());
    }

    [Theory]
    [InlineData("Set-DsNotification n -Preset Slack -Address https://hooks.test/hush", "SecretReferenceInvalid")]
    [InlineData("Set-DsNotification n -Preset Json -Address https://hooks.test/ -Secret hush", "SecretReferenceInvalid")]
    [InlineData("Set-DsNotification n -Address https://hooks.test/ -Template 'no json'", "SettingInvalid")]
    [InlineData("Set-DsNotification n -Kind Pigeon -Address x", "UnknownKind")]
    [InlineData("Set-DsNotification n -Kind Command", "SettingInvalid")]
    [InlineData("Get-DsNotification none", "NotificationNotFound")]
    public void Mistakes_are_errors_with_a_fix(string script, string id)
    {
        var error = _shell.Fail(script);
        Assert.StartsWith($"{id},", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.False(string.IsNullOrEmpty(error.ErrorDetails.RecommendedAction));
        Assert.DoesNotContain("hush", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_trial_says_whether_it_arrives()
    {
        using var closed = FakeVendor.Refusing(System.Net.HttpStatusCode.Forbidden);
        _shell.Run("param($a, $b) Set-DsNotification good -Preset Json -Address $a; Set-DsNotification bad -Preset Json -Address $b", _chat.Uri, closed.Uri);
        var status = _shell.Run("Get-DsNotification | Test-DsNotification").Select(s => (NotificationStatus)s.BaseObject).ToList();
        Assert.Equal([("bad", false), ("good", true)], status.Select(s => (s.Notification, s.Arrived)));
        Assert.Contains("403", status[0].Message, StringComparison.Ordinal);
        _shell.Run("Test-DsNotification good -WhatIf");
        Assert.Equal(1, _chat.Requests);
    }

    [Fact]
    public void A_run_that_fails_tells_and_its_slices_are_listed()
    {
        using var vendor = FakeVendor.Of(uri => uri.Query.Contains("20240103", StringComparison.Ordinal) ? "no json" : FakeVendor.Rows(uri));
        vendor.Populate(_shell);
        _shell.Run("param($uri) Set-DsNotification ops -Preset Json -Address $uri; New-DsPlan -Name daily -Dataset rates -Store lake -Arguments @{ day = '20240102' }, @{ day = '20240103' } | Out-Null", _chat.Uri);
        foreach (var _ in (int[])[1, 2]) Assert.Single(_shell.Try("Invoke-DsSync daily").Errors);
        Assert.Equal(1, _chat.Requests);
        var slices = _shell.Run("Get-DsRun daily -Last 2 -Detail").Select(s => (Logs.RunSlice)s.BaseObject).ToList();
        Assert.Equal(["day=20240103 Failed", "day=20240102 Done", "day=20240103 Failed"], slices.OrderByDescending(s => s.Run).ThenBy(s => s.Slice).Select(s => $"{s.Slice} {s.State}"));
        Assert.Empty(_shell.Run("Get-DsRun -Running"));
        Assert.Equal(2, _shell.Run("Get-DsRun -Within 1h").Count);
        Assert.Empty(_shell.Run("Get-DsRun -Within 0s"));
    }
}
