namespace DataSync.Notifications.Email;

/// <summary>How mails are made and handed over.</summary>
internal sealed record EmailSettings
{
    /// <summary>The sender.</summary>
    public string From { get; init; } = "";
    /// <summary>The receivers.</summary>
    public IReadOnlyList<string> To { get; init; } = [];
    /// <summary>Who logs in at the server; null: nobody.</summary>
    public string? User { get; init; }
    /// <summary>How the connection is protected.</summary>
    public EmailTls Tls { get; init; }
    /// <summary>The subject.</summary>
    public string Subject { get; init; } = "{{ title }}";
    /// <summary>The text.</summary>
    public string Text { get; init; } = "{{ text }}";
}

/// <summary>How a connection to a mail server is protected.</summary>
internal enum EmailTls
{
    /// <summary>From its beginning on port 465, else by STARTTLS, which the server has to offer.</summary>
    Required,
    /// <summary>By STARTTLS where the server offers it.</summary>
    Optional,
    /// <summary>Not at all: for a server on this machine.</summary>
    None,
}
