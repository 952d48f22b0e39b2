using System.Buffers.Text;
using System.Globalization;
using System.Runtime.InteropServices;
using DataSync.Rows.Utf8;

namespace DataSync.Stores.Excel;

/// <summary>How values of a type are written as a cell's number, and which of them have none.</summary>
internal interface IExcelForm<T> : IUtf8Form<T>
{
    /// <summary>Why a value that does not fit cannot be held.</summary>
    static abstract string Reason { get; }

    /// <summary>True where the number reads back as the same value, in Excel too.</summary>
    static abstract bool Fits(T value);

    /// <summary>True where the column's finer number format is needed to show all of the value.</summary>
    static virtual bool IsFine(T value) => false;
}

internal readonly struct ExcelInt64Form : IExcelForm<long>
{
    public static int MaxLength => Int64Form.MaxLength;
    public static string Reason => "an Excel number has 15 digits";
    public static bool Fits(long value) => value is >= -ExcelLimits.Integer and <= ExcelLimits.Integer;
    public static int Write(long value, Span<byte> destination) => Int64Form.Write(value, destination);
}

internal readonly struct ExcelDoubleForm : IExcelForm<double>
{
    public static int MaxLength => DoubleForm.MaxLength;
    public static string Reason => "an Excel number is neither NaN, nor infinite, nor smaller than 2.2E-308";
    public static bool Fits(double value) => double.IsFinite(value) && (Math.Abs(value) >= ExcelLimits.SmallestNumber || value == 0);
    public static int Write(double value, Span<byte> destination) => DoubleForm.Write(value, destination);
}

internal readonly struct ExcelDecimalForm : IExcelForm<decimal>
{
    /// <summary>Dividing by one with the most zeros drops a decimal's own trailing zeros.</summary>
    private const decimal One = 1.0000000000000000000000000000m;

    public static int MaxLength => DecimalForm.MaxLength;
    public static string Reason => "an Excel number has 15 digits";
    public static bool Fits(decimal value) => HasFewDigits(value) || HasFewDigits(value / One);
    public static int Write(decimal value, Span<byte> destination) => DecimalForm.Write(value, destination);

    private static bool HasFewDigits(decimal value)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        return parts[2] == 0 && MemoryMarshal.Cast<int, ulong>(parts[..2])[0] <= ExcelLimits.Integer;
    }
}

internal readonly struct ExcelBooleanForm : IExcelForm<bool>
{
    public static int MaxLength => 1;
    public static string Reason => "";
    public static bool Fits(bool value) => true;

    public static int Write(bool value, Span<byte> destination)
    {
        destination[0] = value ? (byte)'1' : (byte)'0';
        return 1;
    }
}

/// <summary>A day as its serial number.</summary>
internal readonly struct ExcelDateForm : IExcelForm<DateOnly>
{
    public static int MaxLength => Int64Form.MaxLength;
    public static string Reason => "Excel's days begin on 1900-03-01";
    public static bool Fits(DateOnly value) => value >= ExcelLimits.FirstDay;
    public static int Write(DateOnly value, Span<byte> destination) => Int64Form.Write(value.DayNumber - ExcelLimits.DayZero.DayNumber, destination);

    /// <summary>The day of a serial number; false where it has a fraction or is none.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out DateOnly value)
    {
        value = default;
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var serial) || serial != Math.Floor(serial)) return false;
        var day = serial + ExcelLimits.DayZero.DayNumber;
        if (!(day >= ExcelLimits.FirstDay.DayNumber && day <= DateOnly.MaxValue.DayNumber)) return false;
        value = DateOnly.FromDayNumber((int)day);
        return true;
    }
}

/// <summary>A time as its serial number, whose fraction is the part of the day. A double holds milliseconds of any year, but not much less.</summary>
internal readonly struct ExcelTimeForm : IExcelForm<DateTime>
{
    private const long MillisecondsPerDay = 86_400_000;
    private static readonly long Zero = ExcelLimits.DayZero.ToDateTime(TimeOnly.MinValue).Ticks / TimeSpan.TicksPerMillisecond;
    private static readonly DateTime First = ExcelLimits.FirstDay.ToDateTime(TimeOnly.MinValue);

    public static int MaxLength => DoubleForm.MaxLength;
    public static string Reason => "Excel's times begin on 1900-03-01 and have milliseconds, no finer parts";
    public static bool Fits(DateTime value) => value >= First && value.Ticks % TimeSpan.TicksPerMillisecond == 0;
    public static bool IsFine(DateTime value) => value.Ticks % TimeSpan.TicksPerSecond != 0;

    public static int Write(DateTime value, Span<byte> destination)
    {
        var (days, rest) = Math.DivRem(value.Ticks / TimeSpan.TicksPerMillisecond - Zero, MillisecondsPerDay);
        if (rest == 0) return Int64Form.Write(days, destination);
        Utf8Formatter.TryFormat(days + rest / (double)MillisecondsPerDay, destination, out var written);
        return written;
    }

    public static bool TryParse(ReadOnlySpan<char> text, DateTimeKind kind, out DateTime value)
    {
        value = default;
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var serial)) return false;
        var milliseconds = Math.Round(serial * MillisecondsPerDay) + Zero;
        if (!(milliseconds >= First.Ticks / TimeSpan.TicksPerMillisecond && milliseconds <= DateTime.MaxValue.Ticks / TimeSpan.TicksPerMillisecond)) return false;
        value = new DateTime((long)milliseconds * TimeSpan.TicksPerMillisecond, kind);
        return true;
    }
}
