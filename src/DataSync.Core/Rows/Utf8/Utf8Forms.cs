using System.Buffers.Text;
using System.Globalization;

namespace DataSync.Rows.Utf8;

/// <summary>An integer's digits.</summary>
internal readonly struct Int64Form : IUtf8Form<long>
{
    public static int MaxLength => 20;

    public static int Write(long value, Span<byte> destination)
    {
        Utf8Formatter.TryFormat(value, destination, out var written);
        return written;
    }
}

/// <summary>A decimal with the scale it has.</summary>
internal readonly struct DecimalForm : IUtf8Form<decimal>
{
    public static int MaxLength => 32;

    public static int Write(decimal value, Span<byte> destination)
    {
        value.TryFormat(destination, out var written, default, CultureInfo.InvariantCulture);
        return written;
    }
}

/// <summary><c>true</c> or <c>false</c>.</summary>
internal readonly struct BooleanForm : IUtf8Form<bool>
{
    public static int MaxLength => 5;

    public static int Write(bool value, Span<byte> destination)
    {
        var text = value ? "true"u8 : "false"u8;
        text.CopyTo(destination);
        return text.Length;
    }
}

/// <summary>A day as <c>yyyy-MM-dd</c>.</summary>
internal readonly struct DateForm : IUtf8Form<DateOnly>
{
    public static int MaxLength => 10;

    public static int Write(DateOnly value, Span<byte> destination)
    {
        var (year, month, day) = value;
        TwoDigits(year / 100, destination);
        TwoDigits(year % 100, destination[2..]);
        destination[4] = (byte)'-';
        TwoDigits(month, destination[5..]);
        destination[7] = (byte)'-';
        TwoDigits(day, destination[8..]);
        return 10;
    }

    private static void TwoDigits(int value, Span<byte> destination)
    {
        destination[1] = (byte)('0' + value % 10);
        destination[0] = (byte)('0' + value / 10);
    }
}

/// <summary>A date and time as ISO 8601, with as many of the 7 digits of a fraction as it has.</summary>
internal readonly struct TimestampForm : IUtf8Form<DateTime>
{
    private const int WholeSeconds = 19;

    public static int MaxLength => 27;

    public static int Write(DateTime value, Span<byte> destination)
    {
        Utf8Formatter.TryFormat(DateTime.SpecifyKind(value, DateTimeKind.Unspecified), destination, out var written, 'O');
        var text = destination[..written].TrimEnd((byte)'0');
        return text[^1] == '.' ? WholeSeconds : text.Length;
    }
}

/// <summary>An instant as ISO 8601 in UTC, with a Z.</summary>
internal readonly struct InstantForm : IUtf8Form<DateTime>
{
    public static int MaxLength => TimestampForm.MaxLength + 1;

    public static int Write(DateTime value, Span<byte> destination)
    {
        var length = TimestampForm.Write(value, destination);
        destination[length] = (byte)'Z';
        return length + 1;
    }
}

/// <summary>Another form between quotes.</summary>
internal readonly struct Quoted<T, TForm> : IUtf8Form<T> where TForm : struct, IUtf8Form<T>
{
    public static int MaxLength => TForm.MaxLength + 2;

    public static int Write(T value, Span<byte> destination)
    {
        destination[0] = (byte)'"';
        var length = TForm.Write(value, destination[1..]);
        destination[length + 1] = (byte)'"';
        return length + 2;
    }
}
