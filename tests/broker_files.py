"""Hand-made files as brokers give them out: the layouts with their preambles and footers; the trades are invented."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

OWN = """symbol,side,quantity,entry_on,entry_price,exit_on,exit_price,stop,fees
AAA,long,100,2018-01-03,50,2018-01-10,56,48,20
BBB,short,40,2018-01-04,30.5,2018-01-09,33,32,
AAA,long,10,2018-01-11,57,,,55,1
CCC,sell,5,2018-01-12,"1,020.50",,,,
"""
HOLDINGS = """Symbol;Quantity;Price;Stop
AAA;100;52.5;50
BBB;-20;31;
"""
TRADEBOOK_HEADER = "symbol,isin,trade_date,exchange,segment,series,trade_type,auction,quantity,price,trade_id,order_id,order_execution_time"
TRADEBOOK = f"""{TRADEBOOK_HEADER}
AAA,INE000A00001,2018-01-03,NSE,EQ,EQ,buy,false,60.000000,100.000000,1,11,2018-01-03T09:20:00
AAA,INE000A00001,2018-01-03,NSE,EQ,EQ,buy,false,40.000000,101.000000,2,11,2018-01-03T09:20:01
BBB,INE000B00001,2018-01-04,NSE,EQ,EQ,sell,false,30.000000,200.000000,3,12,2018-01-04T09:30:00
BBB,INE000B00001,2018-01-04,NSE,EQ,EQ,buy,false,30.000000,190.000000,4,13,2018-01-04T15:00:00
CCC,INE000C00001,2018-01-05,NSE,EQ,EQ,sell,false,10.000000,55.000000,5,14,2018-01-05T10:00:00
NIFTY18JANFUT,,2018-01-05,NSE,FO,,buy,false,75.000000,10500.000000,6,15,2018-01-05T11:00:00
AAA,INE000A00001,2018-01-08,NSE,EQ,EQ,sell,false,70.000000,110.000000,7,16,2018-01-08T14:00:00
"""
ACTIVITY = """Statement,Header,Field Name,Field Value
Statement,Data,BrokerName,Interactive Brokers
Statement,Data,Title,Activity Statement
Statement,Data,Period,"January 1, 2018 - January 31, 2018"
Account Information,Header,Field Name,Field Value
Account Information,Data,Base Currency,USD
Open Positions,Header,DataDiscriminator,Asset Category,Currency,Symbol,Quantity,Mult,Cost Price,Cost Basis,Close Price,Value,Unrealized P/L,Code
Open Positions,Data,Summary,Stocks,USD,CCC,200,1,20.5,4100,21,4200,100,
Open Positions,Data,Summary,Stocks,USD,BRK B,-10,1,200,-2000,199,-1990,10,
Open Positions,Total,,Stocks,USD,,,,,2100,,2210,110,
Trades,Header,DataDiscriminator,Asset Category,Currency,Symbol,Date/Time,Quantity,T. Price,C. Price,Proceeds,Comm/Fee,Basis,Realized P/L,MTM P/L,Code
Trades,Data,Order,Stocks,USD,AAA,"2018-01-03, 10:30:00","1,000",50,50.1,-50000,-5,50005,0,100,O;P
Trades,Data,Trade,Stocks,USD,AAA,"2018-01-03, 10:30:00",400,50,50.1,-20000,-2,20002,0,40,O;P
Trades,Data,Trade,Stocks,USD,AAA,"2018-01-03, 10:30:00",600,50,50.1,-30000,-3,30003,0,60,O;P
Trades,Data,Order,Stocks,USD,AAA,"2018-01-10, 15:59:59",-500,54,54,27000,-2.5,-25002.5,1995,0,C
Trades,Data,ClosedLot,Stocks,USD,AAA,2018-01-03,500,50,,,,25002.5,1995,,ST
Trades,Data,Order,Stocks,USD,DDD,"2018-01-11, 11:00:00",-20,30,30,600,-1,-500,99,0,C
Trades,Data,Order,Stocks,USD,BRK B,"2018-01-12, 11:00:00",-10,200,200,2000,-1,-2000,0,0,O
Trades,SubTotal,,Stocks,USD,AAA,,500,,,-23000,-7.5,25002.5,1995,100,
Trades,Header,DataDiscriminator,Asset Category,Currency,Symbol,Date/Time,Quantity,T. Price,,Proceeds,Comm in USD,,,MTM in USD,Code
Trades,Data,Order,Forex,USD,EUR.USD,"2018-01-03, 09:00:00",1000,1.2,,-1200,-2,,,0,
Trades,Total,,,USD,,,,,,-23000,-7.5,,1995,100,
"""  # noqa: E501
FLEX = """"ClientAccountID","AssetClass","Symbol","DateTime","TradeDate","Buy/Sell","Quantity","TradePrice","IBCommission","Open/CloseIndicator","LevelOfDetail"
"U1234567","STK","AAA","20180103;103000","20180103","BUY","400","50","-2","O","EXECUTION"
"U1234567","STK","AAA","20180103;103001","20180103","BUY","600","50","-3","O","EXECUTION"
"U1234567","STK","AAA","20180110;155959","20180110","SELL","-1000","54","-5","C","EXECUTION"
"U1234567","OPT","AAA 180119C00050000","20180110;155959","20180110","BUY","1","2","-1","O","EXECUTION"
"ClientAccountID","AssetClass","Symbol","DateTime","TradeDate","Buy/Sell","Quantity","TradePrice","IBCommission","Open/CloseIndicator","LevelOfDetail"
"U1234567","STK","BBB","20180111;110000","20180111","SELL","-10","30","-1","O","EXECUTION"
"""  # noqa: E501
SCHWAB = """"Transactions  for account Individual XXXX-1234 as of 02/09/2018 09:30:00 ET"
"Date","Action","Symbol","Description","Quantity","Price","Fees & Comm","Amount"
"02/08/2018 as of 02/07/2018","Sell","AAA","AAA INC","150","$12.50","$0.05","$1,874.95"
"02/06/2018","Buy to Cover","BBB","BBB INC","40","$1,100.00","$4.95","-$44,004.95"
"02/06/2018","Cash Dividend","AAA","AAA INC","","","","$12.00"
"02/05/2018","Reinvest Shares","AAA","AAA INC","0.5","$12.00","","-$6.00"
"02/05/2018","Buy to Open","AAA 03/16/2018 12.50 C","CALL AAA","1","$1.00","$0.65","-$100.65"
"02/02/2018","Sell Short","BBB","BBB INC","40","$1,200.00","$4.95","$47,995.05"
"01/30/2018","Buy","AAA","AAA INC","200","$10.00","$4.95","-$2,004.95"
"01/29/2018","Sell","CCC","CCC INC","10","$5.00","","$50.00"
"Transactions Total","","","","","","","$3,916.40"
"""
TRADEBOOK_SHEET: Sequence[Sequence[Any]] = [
    [], [None, "Client ID", "AB1234"], [None, "Client Name", "A TRADER"], [],
    [None, "Tradebook for Equity from 2018-01-01 to 2018-01-31"], [],
    [None, "Symbol", "ISIN", "Trade Date", "Exchange", "Segment", "Series", "Trade Type", "Auction", "Quantity", "Price",
     "Trade ID", "Order ID", "Order Execution Time"],
    [None, "AAA", "INE000A00001", "2018-01-03", "NSE", "EQ", "EQ", "buy", "", 100, 100.4, 1, 11, "2018-01-03T09:20:00"],
    [None, "AAA", "INE000A00001", "2018-01-08", "NSE", "EQ", "EQ", "sell", "", 70, 110, 7, 16, "2018-01-08T14:00:00"],
]  # fmt: skip
CHARGES = (
    "Brokerage",
    "Exchange Transaction Charges",
    "IPFT",
    "SEBI Charges",
    "CGST",
    "SGST",
    "IGST",
    "Stamp Duty",
    "STT",
)
EXITS_HEADER = (None, "Symbol", "ISIN", "Entry Date", "Exit Date", "Quantity", "Buy Value", "Sell Value", "Profit",
                "Period of Holding", "Fair Market Value", "Taxable Profit", "Turnover", *CHARGES)  # fmt: skip
EXITS_SHEET: Sequence[Sequence[Any]] = [
    [], [None, "Client ID", "AB1234"], [None, "Tradewise Exits from 2018-01-01 to 2018-03-31"], [],
    [None, "Equity - Intraday"], EXITS_HEADER,
    [None, "BBB", "INE000B00001", "2018-01-04", "2018-01-04", 30, 5700, 6000, 300, 0, 0, 300, 300, 1, 1, 0, 0, 0.5, 0.5, 0, 0, 1],
    [], [None, "Equity - Short Term"], EXITS_HEADER,
    [None, "AAA", "INE000A00001", "2018-01-03", "2018-01-08", 60, 6000, 6600, 600, 5, 0, 600, 600, 2, 0, 0, 0, 0, 0, 0, 0, 4],
    [None, "AAA", "INE000A00001", "2018-01-03", "2018-01-08", 10, 1010, 1100, 90, 5, 0, 90, 90, 0, 0, 0, 0, 0, 0, 0, 0, 1],
    [None, "CCC", "INE000C00001", "2018-01-02", "2018-01-09", 5, 0, 500, 500, 7, 0, 500, 500, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    [], [None, "F&O"], EXITS_HEADER,
    [None, "NIFTY18JANFUT", "", "2018-01-04", "2018-01-05", 75, 787500, 790000, 2500, 1, 0, 2500, 2500, 0, 0, 0, 0, 0, 0, 0, 0, 0],
]  # fmt: skip
TOTALS_SHEET: Sequence[Sequence[Any]] = [
    [], [None, "Client ID", "AB1234"], [None, "P&L Statement for Equity from 2017-04-01 to 2018-02-06"], [],
    [None, "Summary"], [None, "Charges", 30], [None, "Realized P&L", 590], [],
    [None, "Symbol", "ISIN", "Quantity", "Buy Value", "Sell Value", "Realized P&L", "Realized P&L Pct.",
     "Previous Closing Price", "Open Quantity", "Open Quantity Type", "Open Value", "Unrealized P&L", "Unrealized P&L Pct."],
    [None, "AAA", "INE000A00001", 70, 7000, 7690, 690, 9.86, 111, 30, "Long", 3030, 300, 9.9],
    [None, "BBB", "INE000B00001", 10, 200, 110, -90, -45, 11, 0, "", 0, 0, 0],
    [None, "CCC", "INE000C00001", 0, 0, 0, 0, 0, 50, 4, "Short", 220, 20, 9.1],
    [None, "DDD", "INE000D00001", 0, 0, 0, 0, 0, 12.5, 8, "Long", 0, 100, 0],
]  # fmt: skip


def workbook(path: Path, sheets: Mapping[str, Iterable[Sequence[Any]]]) -> Path:
    """A workbook with these sheets."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def text(path: Path, content: str | bytes) -> Path:
    """A text file of these bytes."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path
