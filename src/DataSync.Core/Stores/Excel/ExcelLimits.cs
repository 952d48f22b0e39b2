namespace DataSync.Stores.Excel;

/// <summary>What a workbook can hold, after Microsoft's "Excel specifications and limits".</summary>
internal static class ExcelLimits
{
    /// <summary>Rows of a sheet.</summary>
    public const int Rows = 1_048_576;
    /// <summary>Columns of a sheet.</summary>
    public const int Columns = 16_384;
    /// <summary>UTF-16 units of a cell's text.</summary>
    public const int Text = 32_767;
    /// <summary>Bytes whose Base64 form a cell holds.</summary>
    public const int Bytes = Text / 4 * 3;
    /// <summary>UTF-16 units of a sheet's name.</summary>
    public const int SheetName = 31;
    /// <summary>Numbers have 15 digits; what is longer is shown with zeros at its end.</summary>
    public const long Integer = 999_999_999_999_999;
    /// <summary>Smaller numbers become zero.</summary>
    public const double SmallestNumber = 2.2250738585072014E-308;
    /// <summary>Day 0. Counted from it, days are right from 1 March 1900 on: before, Excel counts a 29 February 1900 that never was.</summary>
    public static readonly DateOnly DayZero = new(1899, 12, 30);
    /// <summary>The first day that every reader of a serial number takes for the same.</summary>
    public static readonly DateOnly FirstDay = new(1900, 3, 1);
}
